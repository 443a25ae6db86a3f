use crate::base::width::display_width;
use crate::cli::command;

fn pages() -> Vec<(String, String)> {
    let mut root = command();
    let names: Vec<String> = root.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    let mut pages = vec![("mingce".to_owned(), root.render_help().to_string())];
    for name in names {
        let page = root.find_subcommand_mut(&name).unwrap().render_help().to_string();
        pages.push((name, page));
    }
    pages
}

#[test]
fn pages_fit_eighty_columns_and_speak_chinese() {
    for (name, page) in pages() {
        for line in page.lines() {
            let example = line.trim_start().starts_with("mingce ");
            assert!(example || display_width(line) <= 80, "{name}: {line}");
        }
        for english in ["Usage", "Options", "Arguments", "default:", "possible values", "Print"] {
            assert!(!page.contains(english), "{name}: {page}");
        }
        assert!(page.contains("用法：mingce"), "{name}: {page}");
    }
}

#[test]
fn every_command_and_option_is_described() {
    let root = command();
    for sub in root.get_subcommands() {
        assert!(sub.get_about().is_some(), "{}", sub.get_name());
        assert!(sub.get_after_help().is_some_and(|h| h.to_string().contains("例：")), "{}", sub.get_name());
        for arg in sub.get_arguments() {
            assert!(arg.get_help().is_some(), "{} {}", sub.get_name(), arg.get_id());
        }
    }
}
