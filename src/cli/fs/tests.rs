use super::*;

/// A directory of its own for a test, removed at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Scratch {
        let dir = std::env::temp_dir().join(format!("明策-{name}-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        Scratch(dir)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_directory_gives_its_files_in_order_of_name() {
    let dir = Scratch::new("次序");
    for name in ["b.mingce", "a.mingce", ".hidden.mingce", "note.txt"] {
        write(&dir.path(name), "x").unwrap();
    }
    let loaded = Disk.load(&dir.path("")).unwrap();
    let names: Vec<&str> = loaded.iter().map(|(path, _)| path.rsplit('/').next().unwrap()).collect();
    assert_eq!(names, ["a.mingce", "b.mingce"]);
}

#[test]
fn policies_are_found_below_a_directory() {
    let dir = Scratch::new("多部");
    make_dir(&dir.path("乙/cases")).unwrap();
    make_dir(&dir.path("甲")).unwrap();
    write(&dir.path("甲/a.mingce"), "").unwrap();
    write(&dir.path("乙/a.mingce"), "").unwrap();
    write(&dir.path("乙/cases/a.json"), "{}").unwrap();
    assert_eq!(policies(&dir.path("")).unwrap().len(), 2);
    assert_eq!(policies(&dir.path("甲/a.mingce")).unwrap(), [dir.path("甲/a.mingce")]);
    assert_eq!(policies(&dir.path("乙/cases")).unwrap_err().code.0, 903);
}

#[test]
fn faults_have_their_codes() {
    let dir = Scratch::new("缺");
    assert_eq!(read(&dir.path("没有")).unwrap_err().code.0, 901);
    assert_eq!(read(&dir.path("")).unwrap_err().code.0, 907);
    assert_eq!(write(&dir.path("没有/a"), "").unwrap_err().code.0, 905);
    let error = read_all(io::repeat(b'a'), "无尽").unwrap_err();
    assert_eq!(error.code.0, 904);
}

#[test]
fn writing_replaces_the_whole_file_and_leaves_nothing_behind() {
    let dir = Scratch::new("写");
    let path = dir.path("a.txt");
    write(&path, "一").unwrap();
    write(&path, "二").unwrap();
    assert_eq!(read(&path).unwrap(), "二".as_bytes());
    assert_eq!(entries(&dir.path("")).unwrap().len(), 1);
}
