//! The disk: the only user of `std::fs`.
#![allow(clippy::disallowed_methods, reason = "this is the one place that reads and writes files")]

pub mod atomic;

use super::{Fault, errors};
use crate::base::source::{LoadError, SourceLoader};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Larger files are refused.
const LIMIT_MB: u64 = 64;

/// Loads policies from the disk.
#[derive(Clone, Copy, Debug)]
pub struct Disk;

impl SourceLoader for Disk {
    fn load(&self, path: &str) -> Result<Vec<(String, Vec<u8>)>, LoadError> {
        let read = || -> Result<Vec<(String, Vec<u8>)>, Fault> {
            source_files(path)?.into_iter().map(|file| Ok((file.clone(), read(&file)?))).collect()
        };
        read().map_err(|fault| LoadError { message: fault.message.clone() })
    }
}

/// The `.mingce` files of a policy: the file itself, or a directory's files in order of name.
pub fn source_files(path: &str) -> Result<Vec<String>, Fault> {
    if !is_dir(path)? {
        return Ok(vec![path.to_owned()]);
    }
    let files: Vec<String> =
        entries(path)?.into_iter().filter(|e| !e.is_dir && is_source(&e.path)).map(|e| e.path).collect();
    if files.is_empty() { Err(errors::no_policy(path)) } else { Ok(files) }
}

/// The directory of a single file, when it holds further `.mingce` files: a policy of which the file is a part.
pub fn directory_of_several(path: &str) -> Option<String> {
    let dir = Path::new(path).parent().filter(|_| path != "-" && is_source(path))?;
    let dir = if dir.as_os_str().is_empty() { "." } else { dir.to_str()? };
    let files = source_files(dir).ok().filter(|_| !is_dir(path).unwrap_or(true))?;
    (files.len() > 1).then(|| dir.to_owned())
}

/// The policies at a path: itself when it is a file or holds `.mingce` files, else those beneath it.
pub fn policies(path: &str) -> Result<Vec<String>, Fault> {
    let mut found = Vec::new();
    collect_policies(path, &mut found)?;
    if found.is_empty() { Err(errors::no_policy(path)) } else { Ok(found) }
}

fn collect_policies(path: &str, found: &mut Vec<String>) -> Result<(), Fault> {
    if !is_dir(path)? {
        found.push(path.to_owned());
        return Ok(());
    }
    let entries = entries(path)?;
    if entries.iter().any(|e| !e.is_dir && is_source(&e.path)) {
        found.push(path.to_owned());
    }
    for entry in entries.iter().filter(|e| e.is_dir && !is_hidden(&e.path)) {
        collect_policies(&entry.path, found)?;
    }
    Ok(())
}

/// Files of a directory and below with one of these endings, in order of name; a file stands for itself.
pub fn files_below(path: &str, ending: &str) -> Result<Vec<String>, Fault> {
    if !is_dir(path)? {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    for entry in entries(path)? {
        if entry.is_dir && !is_hidden(&entry.path) {
            found.extend(files_below(&entry.path, ending)?);
        } else if !entry.is_dir && entry.path.ends_with(ending) {
            found.push(entry.path);
        }
    }
    Ok(found)
}

/// The bytes of a file; of standard input for `-`.
pub fn read(path: &str) -> Result<Vec<u8>, Fault> {
    if path == "-" {
        return read_all(io::stdin().lock(), "标准输入");
    }
    if is_dir(path)? {
        return Err(errors::not_a_file(path));
    }
    let file = fs::File::open(path).map_err(|e| errors::cannot_read(path, &e))?;
    read_all(file, path)
}

/// Reads no more than the limit, also of what has no length of its own.
fn read_all(source: impl Read, name: &str) -> Result<Vec<u8>, Fault> {
    let limit = LIMIT_MB * 1024 * 1024;
    let mut bytes = Vec::new();
    source.take(limit + 1).read_to_end(&mut bytes).map_err(|e| errors::cannot_read(name, &e))?;
    if bytes.len() as u64 > limit { Err(errors::too_big(name, LIMIT_MB)) } else { Ok(bytes) }
}

/// Writes the whole file or leaves what was there: to a neighbour first, then by renaming.
pub fn write(path: &str, text: &str) -> Result<(), Fault> {
    write_bytes(path, text.as_bytes())
}

/// As [`write()`], for what is no text.
pub fn write_bytes(path: &str, bytes: &[u8]) -> Result<(), Fault> {
    let target = Path::new(path);
    let name = target.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let neighbour = target.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let result = fs::write(&neighbour, bytes)
        .and_then(|()| keep_permissions(target, &neighbour))
        .and_then(|()| fs::rename(&neighbour, target));
    result.map_err(|e| {
        let _ = fs::remove_file(&neighbour);
        errors::cannot_write(path, &e)
    })
}

fn keep_permissions(old: &Path, new: &Path) -> io::Result<()> {
    match fs::metadata(old) {
        Ok(meta) => fs::set_permissions(new, meta.permissions()),
        Err(_) => Ok(()),
    }
}

/// Whether a file is there.
pub fn exists(path: &str) -> bool {
    fs::metadata(path).is_ok_and(|m| m.is_file())
}

/// Writes a directory of files as a whole or not at all: into a neighbour first, then by renaming.
pub fn write_dir(path: &str, files: &[(String, Vec<u8>)]) -> Result<(), Fault> {
    let target = Path::new(path);
    let name = target.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let neighbour = target.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let put = || -> io::Result<()> {
        fs::create_dir_all(&neighbour)?;
        files.iter().try_for_each(|(name, bytes)| fs::write(neighbour.join(name), bytes))?;
        if target.exists() {
            // Only ever an empty one.
            fs::remove_dir(target)?;
        }
        fs::rename(&neighbour, target)
    };
    put().map_err(|e| {
        let _ = fs::remove_dir_all(&neighbour);
        errors::cannot_write(path, &e)
    })
}

/// Whether something is there that is neither a file nor a directory: a device, a pipe.
pub fn is_device(path: &str) -> bool {
    fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir())
}

/// Makes a directory with its parents.
pub fn make_dir(path: &str) -> Result<(), Fault> {
    fs::create_dir_all(path).map_err(|e| errors::cannot_write(path, &e))
}

/// Whether nothing is there, or an empty directory.
pub fn is_free(path: &str) -> bool {
    match fs::read_dir(path) {
        Ok(mut entries) => entries.next().is_none(),
        Err(e) => e.kind() == io::ErrorKind::NotFound,
    }
}

/// A file to be read from its start, with its length; standard input, of which the length is not known, for `-`.
pub fn open(path: &str) -> Result<(Box<dyn Read + Send>, Option<u64>), Fault> {
    if path == "-" {
        return Ok((Box::new(io::stdin()), None));
    }
    let file = file(path)?;
    let length = file.metadata().ok().filter(fs::Metadata::is_file).map(|m| m.len());
    Ok((Box::new(file), length))
}

/// A file that can be sought in.
pub fn file(path: &str) -> Result<fs::File, Fault> {
    if is_dir(path)? {
        return Err(errors::not_a_file(path));
    }
    fs::File::open(path).map_err(|e| errors::cannot_read(path, &e))
}

/// Gives temporary files that have no name and are gone with the process.
#[derive(Clone, Copy, Debug)]
pub struct TempFiles;

impl crate::batch::sort::Spill for TempFiles {
    fn create(&self) -> io::Result<Box<dyn crate::batch::sort::Run>> {
        Ok(Box::new(tempfile::tempfile()?))
    }
}

fn is_dir(path: &str) -> Result<bool, Fault> {
    fs::metadata(path).map(|m| m.is_dir()).map_err(|e| errors::cannot_read(path, &e))
}

struct Entry {
    path: String,
    is_dir: bool,
}

/// Entries in order of name, paths joined to the directory as written.
fn entries(dir: &str) -> Result<Vec<Entry>, Fault> {
    let fault = |e: io::Error| errors::cannot_read(dir, &e);
    let mut out = Vec::new();
    for entry in fs::read_dir(dir).map_err(fault)? {
        let path: PathBuf = entry.map_err(fault)?.path();
        let is_dir = path.is_dir();
        match path.to_str() {
            Some(text) => out.push(Entry { path: text.to_owned(), is_dir }),
            None => return Err(errors::bad_file_name(&path.to_string_lossy())),
        }
    }
    out.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(out)
}

fn is_source(path: &str) -> bool {
    path.ends_with(".mingce") && !is_hidden(path)
}

fn is_hidden(path: &str) -> bool {
    Path::new(path).file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

#[cfg(test)]
mod tests;
