//! Where things lie: the repository, cargo's target folder, the project's cache and the tools that set-up put there.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folders that every command works with; found once, at start.
#[derive(Clone)]
pub struct Places {
    pub root: PathBuf,
    pub target: PathBuf,
    pub cache: PathBuf,
}

impl Places {
    pub fn find() -> Result<Self, String> {
        let here = std::env::current_dir().map_err(|error| format!("no current folder: {error}"))?;
        let root = here
            .ancestors()
            .find(|folder| folder.join("Leptos.toml").is_file())
            .ok_or("run this inside the repository: no folder above holds Leptos.toml")?
            .to_owned();
        let cache = cache_folder()?;
        let target = match std::env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => root.join(folder),
            None if std::env::var_os("CI").is_some() => cache.join("target"),
            None => root.join("target"),
        };
        Ok(Self { root, target, cache })
    }

    pub fn site(&self) -> PathBuf {
        self.target.join("site")
    }

    pub fn logs(&self) -> PathBuf {
        self.target.join("xtask/logs")
    }

    /// The server's binary; cargo's development profile is called `debug` on disk.
    pub fn binary(&self, release: bool) -> PathBuf {
        self.target.join(if release { "release" } else { "debug" }).join("guildhall")
    }

    pub fn end2end(&self) -> PathBuf {
        self.root.join("end2end")
    }

    /// PATH with the tools of set-up in front.
    pub fn path(&self) -> OsString {
        let ours = [self.cache.join("tools/bin"), self.end2end().join("node_modules/.bin")];
        let theirs = std::env::var_os("PATH").unwrap_or_default();
        let all = ours.into_iter().chain(std::env::split_paths(&theirs));
        // Joining fails only when a folder's name holds a colon; the plain PATH is then the best there is.
        std::env::join_paths(all).unwrap_or(theirs)
    }

    /// The first program of this name on [`Places::path`].
    pub fn program(&self, name: &str) -> Option<PathBuf> {
        std::env::split_paths(&self.path()).map(|folder| folder.join(name)).find(|file| file.is_file())
    }

    /// A command that runs in the repository with our tools on PATH and our target folder.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command.current_dir(&self.root).env("PATH", self.path()).env("CARGO_TARGET_DIR", &self.target);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_str().is_some_and(is_about_this_package)) {
            command.env_remove(name);
        }
        command
    }

    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = self.command(Path::new(&cargo));
        command.args(arguments);
        command
    }

    /// What a program answered on standard output, or nothing when it is missing or failed.
    pub fn answer(&self, program: &str, arguments: &[&str]) -> Option<String> {
        let output = self.command(program).args(arguments).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }
}

/// What `cargo run` tells this program about itself. Tools that can also be called by cargo would believe that they were.
/// Build scripts (ring's, for one) are run anew when it changes, and with them half of all crates are compiled anew: for
/// each clone, and each time somebody types plain `cargo test` in between.
fn is_about_this_package(variable: &str) -> bool {
    variable == "CARGO"
        || ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"]
            .iter()
            .any(|start| variable.starts_with(start))
}

fn cache_folder() -> Result<PathBuf, String> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    absolute("XDG_CACHE_HOME")
        .or_else(|| Some(absolute("HOME")?.join(".cache")))
        .map(|folder| folder.join("guildhall"))
        .ok_or_else(|| "neither XDG_CACHE_HOME nor HOME names a folder to keep the tools in".to_owned())
}

#[cfg(test)]
mod tests {
    use super::is_about_this_package;

    #[test]
    fn what_cargo_says_of_this_package_goes_and_what_people_set_stays() {
        assert!(["CARGO", "CARGO_MANIFEST_DIR", "CARGO_PKG_VERSION_PRE"].into_iter().all(is_about_this_package));
        assert!(!["CARGO_HOME", "CARGO_TARGET_DIR", "CARGO_BUILD_JOBS"].into_iter().any(is_about_this_package));
    }
}
