//! The system packages that Quatrain needs, how to see whether one is there, and how to get it.
//!
//! What is looked for is the thing itself (a program, a library), not the package, so a machine
//! of another distribution is judged rightly and told Debian's names.

use std::{path::Path, process::Command};

use crate::{command, failure::Failure};

/// What a package is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Building everything.
    Build,
    /// Running the window and the standalone program.
    Run,
    /// Running all tests, and `cargo xtask screenshot`.
    Test,
}

impl Purpose {
    fn words(self) -> &'static str {
        match self {
            Self::Build => "to build",
            Self::Run => "for the window and the standalone program",
            Self::Test => "to run all tests",
        }
    }
}

/// How to see that a package is there.
enum Sign {
    /// A program on the search path.
    Program(&'static str),
    /// A module of the Python on the search path.
    PythonModule(&'static str),
    /// A library that pkg-config knows.
    PkgConfig(&'static str),
    /// A library that the dynamic loader finds.
    Library(&'static str),
    /// One of these files.
    File(&'static [&'static str]),
}

/// A package of Debian.
pub struct Package {
    name: &'static str,
    purpose: Purpose,
    sign: Sign,
}

const fn package(name: &'static str, purpose: Purpose, sign: Sign) -> Package {
    Package {
        name,
        purpose,
        sign,
    }
}

/// All that are needed.
const PACKAGES: &[Package] = &[
    package("gcc", Purpose::Build, Sign::Program("cc")),
    package(
        "libc6-dev",
        Purpose::Build,
        Sign::File(&["/usr/include/stdio.h"]),
    ),
    package("pkg-config", Purpose::Build, Sign::Program("pkg-config")),
    package("libasound2-dev", Purpose::Build, Sign::PkgConfig("alsa")),
    package(
        "libjack-jackd2-dev",
        Purpose::Build,
        Sign::PkgConfig("jack"),
    ),
    package("libx11-6", Purpose::Run, Sign::Library("libX11.so.6")),
    package(
        "libx11-xcb1",
        Purpose::Run,
        Sign::Library("libX11-xcb.so.1"),
    ),
    package(
        "libxcursor1",
        Purpose::Run,
        Sign::Library("libXcursor.so.1"),
    ),
    package(
        "libxkbcommon-x11-0",
        Purpose::Run,
        Sign::Library("libxkbcommon-x11.so.0"),
    ),
    package("libgl1", Purpose::Run, Sign::Library("libGL.so.1")),
    package("libegl1", Purpose::Run, Sign::Library("libEGL.so.1")),
    package("libgl1-mesa-dri", Purpose::Run, Sign::File(SOFTWARE_GL)),
    package("python3-pip", Purpose::Test, Sign::PythonModule("pip")),
    package("xvfb", Purpose::Test, Sign::Program("Xvfb")),
    package("xdotool", Purpose::Test, Sign::Program("xdotool")),
    package("jackd2", Purpose::Test, Sign::Program("jackd")),
    package("dbus", Purpose::Test, Sign::Program("dbus-run-session")),
    package(
        "at-spi2-core",
        Purpose::Test,
        Sign::File(&["/usr/libexec/at-spi-bus-launcher"]),
    ),
    package(
        "python3-gi",
        Purpose::Test,
        Sign::File(&["/usr/lib/python3/dist-packages/gi/__init__.py"]),
    ),
    package(
        "gir1.2-atspi-2.0",
        Purpose::Test,
        Sign::File(&[
            "/usr/lib/x86_64-linux-gnu/girepository-1.0/Atspi-2.0.typelib",
            "/usr/lib/aarch64-linux-gnu/girepository-1.0/Atspi-2.0.typelib",
        ]),
    ),
    package("imagemagick", Purpose::Test, Sign::Program("import")),
    package(
        "ardour",
        Purpose::Test,
        Sign::File(&["/usr/lib/ardour7/ardour-vst3-scanner"]),
    ),
];

/// Mesa's software renderer, where Debian puts it.
const SOFTWARE_GL: &[&str] = &[
    "/usr/lib/x86_64-linux-gnu/dri/swrast_dri.so",
    "/usr/lib/aarch64-linux-gnu/dri/swrast_dri.so",
];

impl Package {
    fn is_there(&self, libraries: &str) -> bool {
        match self.sign {
            Sign::Program(name) => command::is_installed(name),
            Sign::PythonModule(name) => Command::new("python3")
                .args(["-c", &format!("import {name}")])
                .output()
                .is_ok_and(|output| output.status.success()),
            Sign::PkgConfig(name) => {
                let mut ask = Command::new("pkg-config");
                ask.args(["--exists", name])
                    .status()
                    .is_ok_and(|status| status.success())
            }
            Sign::Library(name) => libraries.contains(name),
            Sign::File(paths) => paths.iter().any(|path| Path::new(path).exists()),
        }
    }
}

/// The packages for these purposes that are not there.
pub fn missing(purposes: &[Purpose]) -> Vec<&'static Package> {
    let libraries = ["ldconfig", "/sbin/ldconfig", "/usr/sbin/ldconfig"]
        .into_iter()
        .find_map(|program| command::output(Command::new(program).arg("-p")).ok())
        .unwrap_or_default();
    PACKAGES
        .iter()
        .filter(|package| purposes.contains(&package.purpose) && !package.is_there(&libraries))
        .collect()
}

/// Says which packages are missing, a line for each purpose.
pub fn tell(missing: &[&Package]) {
    for purpose in [Purpose::Build, Purpose::Run, Purpose::Test] {
        let names: Vec<&str> = missing
            .iter()
            .filter(|package| package.purpose == purpose)
            .map(|p| p.name)
            .collect();
        if !names.is_empty() {
            println!("Missing {}: {}", purpose.words(), names.join(" "));
        }
    }
}

/// The command that installs these packages.
pub fn install_line(missing: &[&Package]) -> String {
    let names: Vec<&str> = missing.iter().map(|package| package.name).collect();
    format!(
        "apt-get install --no-install-recommends {}",
        names.join(" ")
    )
}

/// Installs packages with apt-get, as root or by sudo.
pub fn install(packages: &[&Package]) -> Result<(), Failure> {
    let by_hand = |what: &str| Failure::Missing {
        what: what.to_owned(),
        remedy: format!(
            "install by hand what was named above ({})",
            install_line(packages)
        ),
    };
    if !command::is_installed("apt-get") {
        return Err(by_hand("apt-get, by which packages are installed,"));
    }
    let is_root = command::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if !is_root && !command::is_installed("sudo") {
        return Err(by_hand("the right to install packages (root or sudo)"));
    }
    let apt = |arguments: &[&str]| {
        let words = [
            "sudo",
            "env",
            "DEBIAN_FRONTEND=noninteractive",
            "apt-get",
            "-q",
        ];
        let words = if is_root { &words[1..] } else { &words };
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).args(arguments);
        command
    };
    // An old list of packages may do: what counts is whether they can be installed.
    if let Err(failure) = command::run(&mut apt(&["update"])) {
        println!("Going on with the package list at hand: {failure}");
    }
    let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
    arguments.extend(packages.iter().map(|package| package.name));
    command::run(&mut apt(&arguments))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_seen_where_they_are_and_only_there() {
        let there = |sign| package("p", Purpose::Test, sign).is_there("\tlibX.so.1 (libc6)");
        assert!(there(Sign::Program("sh")) && !there(Sign::Program("no-such-program")));
        assert!(there(Sign::Library("libX.so.1")) && !there(Sign::Library("libY.so.1")));
        assert!(!there(Sign::PythonModule("no_such_module")));
        assert!(there(Sign::File(&["/nowhere", "/etc"])) && !there(Sign::File(&["/nowhere"])));
    }

    #[test]
    fn the_command_for_the_user_names_every_package() {
        let packages: Vec<&Package> = PACKAGES.iter().take(2).collect();
        assert_eq!(
            install_line(&packages),
            "apt-get install --no-install-recommends gcc libc6-dev"
        );
    }
}
