//! What several tests of the built plugin share: either format's host, behind one type.

use std::path::Path;

use whole_system::{Host, clap_host::ClapHost, vst3_host::Vst3Host};

/// Opens a built plugin in a host of its format.
pub type Open = fn(&Path) -> Box<dyn Host>;

/// In the CLAP host.
pub fn clap(file: &Path) -> Box<dyn Host> {
    Box::new(ClapHost::open(file).unwrap())
}

/// In the VST3 host.
pub fn vst3(file: &Path) -> Box<dyn Host> {
    Box::new(Vst3Host::open(file).unwrap())
}
