//! A folder with files, and the program running in it as from a console.

use std::process::{Command, Output};

use serde_json::Value;

/// The folder; gone afterwards.
pub(crate) struct Files(tempfile::TempDir);

impl Files {
    /// A folder with these files.
    pub(crate) fn with(files: &[(&str, Value)]) -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder"));
        files.iter().for_each(|(name, content)| folder.put(name, content));
        folder
    }

    pub(crate) fn put(&self, name: &str, content: &Value) {
        std::fs::write(self.0.path().join(name), content.to_string()).expect("written");
    }

    pub(crate) fn json(&self, name: &str) -> Value {
        super::json(self.0.path().join(name))
    }

    /// Where a file of this name is.
    pub(crate) fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn run(&self, arguments: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_accolade"));
        command.current_dir(self.0.path()).args(arguments.split_whitespace()).env_remove("DATABASE_URL");
        command.env_remove("ACCOLADE_KEY_FILE").env("ACCOLADE_KEY_PASSPHRASE", "a passphrase for tests");
        command.output().expect("the program runs")
    }

    /// Runs and insists on the exit code; standard output and error.
    pub(crate) fn expect(&self, exit: i32, arguments: &str) -> String {
        let output = self.run(arguments);
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(exit), "{arguments}\n{out}\n{err}");
        format!("{out}{err}")
    }
}
