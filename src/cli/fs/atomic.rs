//! Files that appear whole or not at all.
//!
//! On Linux the file has no name until it is complete, so that nothing is left however the process ends. Elsewhere,
//! and on file systems that cannot do this, it has a hidden name beside the target, removed on any error.

use super::super::{Fault, errors};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file being written.
pub struct Pending {
    out: BufWriter<Body>,
    target: PathBuf,
}

enum Body {
    /// Without a name.
    #[cfg(target_os = "linux")]
    Unnamed(File),
    /// With a name that is removed unless it is kept.
    Named(tempfile::NamedTempFile),
    /// A device or a pipe: it is written to as it is.
    Device(File),
}

impl Body {
    fn file(&mut self) -> &mut File {
        match self {
            #[cfg(target_os = "linux")]
            Body::Unnamed(file) => file,
            Body::Named(file) => file.as_file_mut(),
            Body::Device(file) => file,
        }
    }
}

impl Write for Body {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file().flush()
    }
}

/// Bytes held before they are written.
const BUFFER: usize = 1024 * 1024;

impl Pending {
    /// Begins a file; what is at the path stays until the end.
    pub fn create(path: &str) -> Result<Pending, Fault> {
        let target = PathBuf::from(path);
        if target.is_dir() {
            return Err(errors::cannot_write(path, &io::ErrorKind::IsADirectory.into()));
        }
        let device = target.metadata().is_ok_and(|m| !m.is_file());
        let body = if device { File::create(&target).map(Body::Device) } else { begin(directory(&target)) };
        let body = body.map_err(|e| errors::cannot_write(path, &e))?;
        Ok(Pending { out: BufWriter::with_capacity(BUFFER, body), target })
    }

    /// Gives the file its name.
    pub fn commit(self) -> Result<(), Fault> {
        let path = self.target.to_string_lossy().into_owned();
        self.finish().map_err(|e| errors::cannot_write(&path, &e))
    }

    fn finish(self) -> io::Result<()> {
        let mut body = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        if matches!(body, Body::Device(_)) {
            return Ok(());
        }
        body.file().sync_all()?;
        match body {
            Body::Device(_) => {}
            #[cfg(target_os = "linux")]
            Body::Unnamed(file) => linux::name(&file, &self.target)?,
            Body::Named(file) => drop(file.persist(&self.target).map_err(|e| e.error)?),
        }
        // The name itself is to survive a power failure; not every system lets a directory be synced.
        let _ = File::open(directory(&self.target)).and_then(|d| d.sync_all());
        Ok(())
    }
}

impl Write for Pending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn directory(target: &Path) -> &Path {
    target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn begin(directory: &Path) -> io::Result<Body> {
    #[cfg(target_os = "linux")]
    if let Some(file) = linux::unnamed(directory) {
        return Ok(Body::Unnamed(file));
    }
    let mut named = tempfile::Builder::new();
    named.prefix(".mingce-").suffix(".tmp");
    #[cfg(unix)]
    named.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    Ok(Body::Named(named.tempfile_in(directory)?))
}

#[cfg(target_os = "linux")]
mod linux {
    use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, open};
    use std::fs::{File, remove_file, rename};
    use std::io;
    use std::os::fd::AsRawFd;
    use std::path::Path;

    /// A file without a name, where the system can give it one later.
    pub(super) fn unnamed(directory: &Path) -> Option<File> {
        let can_name = Path::new("/proc/self/fd").is_dir();
        let mode = Mode::from_raw_mode(0o666);
        let file = open(directory, OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC, mode).ok();
        file.filter(|_| can_name).map(File::from)
    }

    /// Gives the file its name, in place of what has it.
    pub(super) fn name(file: &File, target: &Path) -> io::Result<()> {
        let own = format!("/proc/self/fd/{}", file.as_raw_fd());
        let link = |to: &Path| linkat(CWD, own.as_str(), CWD, to, AtFlags::SYMLINK_FOLLOW).map_err(io::Error::from);
        match link(target) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            other => return other,
        }
        let name = target.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let beside = target.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
        link(&beside)?;
        rename(&beside, target).inspect_err(|_| drop(remove_file(&beside)))
    }
}
