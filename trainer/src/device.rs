//! Where the arithmetic runs: chosen at run time, probed before use.

use std::{fmt, str::FromStr};

pub use burn::tensor::Device;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What `--device` may say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeviceChoice {
    /// CUDA card 0 if there is one, else the processor.
    #[default]
    Auto,
    /// The processor.
    Cpu,
    /// A CUDA card, by number.
    Cuda(usize),
    /// The graphics card, by Vulkan, Metal, DirectX 12 or OpenGL: whichever reaches one.
    Wgpu,
}

/// What `--devices` may say: one device or several, with commas between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceList(Vec<DeviceChoice>);

/// Why a device is not to be had.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DeviceError {
    /// No such choice.
    #[error("`{0}` is no device; use cpu, cuda:0 (or another number), wgpu, or auto")]
    Unknown(String),
    /// The card or its driver is missing.
    #[error("cuda:{card} is not to be had: tried {tried}; use --device cpu")]
    NoCuda {
        /// Number of the card.
        card: usize,
        /// What was tried and what came of it.
        tried: String,
    },
    /// No graphics card can be reached.
    #[error("wgpu is not to be had: tried {tried}; use --device cpu")]
    NoWgpu {
        /// What was tried and what came of it.
        tried: String,
    },
}

impl FromStr for DeviceChoice {
    type Err = DeviceError;

    fn from_str(text: &str) -> Result<Self, DeviceError> {
        let unknown = || DeviceError::Unknown(text.to_owned());
        match text {
            "auto" => Ok(Self::Auto),
            "cpu" => Ok(Self::Cpu),
            "cuda" => Ok(Self::Cuda(0)),
            "wgpu" => Ok(Self::Wgpu),
            _ => {
                let number = text.strip_prefix("cuda:").ok_or_else(unknown)?;
                number.parse().map(Self::Cuda).map_err(|_| unknown())
            }
        }
    }
}

impl fmt::Display for DeviceChoice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => formatter.write_str("auto"),
            Self::Cpu => formatter.write_str("cpu"),
            Self::Cuda(card) => write!(formatter, "cuda:{card}"),
            Self::Wgpu => formatter.write_str("wgpu"),
        }
    }
}

impl FromStr for DeviceList {
    type Err = DeviceError;

    fn from_str(text: &str) -> Result<Self, DeviceError> {
        let choices: Result<Vec<_>, _> = text.split(',').map(|one| one.trim().parse()).collect();
        choices.map(Self)
    }
}

impl fmt::Display for DeviceList {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, choice) in self.0.iter().enumerate() {
            let comma = if at > 0 { "," } else { "" };
            write!(formatter, "{comma}{choice}")?;
        }
        Ok(())
    }
}

impl From<DeviceChoice> for DeviceList {
    fn from(choice: DeviceChoice) -> Self {
        Self(vec![choice])
    }
}

impl DeviceList {
    /// Opens the devices.
    ///
    /// # Errors
    /// If one of them can't be used.
    pub fn open(&self) -> Result<Vec<Device>, DeviceError> {
        self.0.iter().map(|choice| choice.open()).collect()
    }
}

impl DeviceChoice {
    /// Opens the device.
    ///
    /// # Errors
    /// If a card was asked for that can't be used; `Auto` always finds the processor.
    pub fn open(self) -> Result<Device, DeviceError> {
        match self {
            Self::Cpu => Ok(Device::flex()),
            Self::Cuda(card) => cuda(card),
            Self::Wgpu => wgpu(),
            Self::Auto => Ok(cuda(0).unwrap_or_else(|_| Device::flex())),
        }
    }
}

/// A line of [`found`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The device, as `--device` wants it.
    pub choice: DeviceChoice,
    /// What it is, or why it can't be used.
    pub state: Result<String, DeviceError>,
}

/// The devices of this machine and this build; of those that are not there, why.
#[must_use]
pub fn found() -> Vec<Found> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let cpu = Found {
        choice: DeviceChoice::Cpu,
        state: Ok(format!("the processor, {cores} threads")),
    };
    let mut all = vec![cpu];
    // Cards are numbered without gaps: the first that is missing says why.
    for card in 0.. {
        let choice = DeviceChoice::Cuda(card);
        let state = choice.open().map(|device| name(&device));
        let missing = state.is_err();
        if card == 0 || !missing {
            all.push(Found { choice, state });
        }
        if missing {
            break;
        }
    }
    let choice = DeviceChoice::Wgpu;
    let state = choice.open().map(|device| name(&device));
    all.push(Found { choice, state });
    all
}

/// What a card calls itself.
fn name(device: &Device) -> String {
    #[cfg(any(feature = "cuda", feature = "wgpu"))]
    if let Some(identity) = device.identity() {
        return identity.name;
    }
    format!("{device:?}")
}

#[cfg(feature = "cuda")]
fn cuda(card: usize) -> Result<Device, DeviceError> {
    use cudarc::driver::{CudaContext, sys};
    let missing = |tried: String| DeviceError::NoCuda { card, tried };
    // Burn panics where the driver is missing, so look first.
    // SAFETY: it only tries to load the driver's library.
    if !unsafe { sys::is_culib_present() } {
        return Err(missing(
            "to load the CUDA driver (libcuda.so, libcuda.so.1 or nvcuda.dll), which is not \
             installed"
                .into(),
        ));
    }
    match CudaContext::device_count() {
        Ok(count) if usize::try_from(count).is_ok_and(|count| card < count) => {
            Ok(Device::cuda(card))
        }
        Ok(count) => Err(missing(format!(
            "the CUDA driver, which knows {count} cards"
        ))),
        Err(error) => Err(missing(format!("the CUDA driver, which said {error}"))),
    }
}

#[cfg(not(feature = "cuda"))]
fn cuda(card: usize) -> Result<Device, DeviceError> {
    let tried = "the backends of this build, which has none for CUDA (build it with \
                 `--features cuda`)";
    Err(DeviceError::NoCuda {
        card,
        tried: tried.into(),
    })
}

#[cfg(feature = "wgpu")]
fn wgpu() -> Result<Device, DeviceError> {
    use std::sync::OnceLock;
    // The backend can be set up once in a process, and panics where it is used without a card.
    static OPENED: OnceLock<Result<Device, String>> = OnceLock::new();
    let opened = OPENED.get_or_init(|| {
        let options = Device::wgpu_options();
        options.init().map_err(|error| error.to_string())
    });
    opened.clone().map_err(|said| DeviceError::NoWgpu {
        tried: format!("Vulkan, Metal, DirectX 12 and OpenGL, which said: {said}"),
    })
}

#[cfg(not(feature = "wgpu"))]
fn wgpu() -> Result<Device, DeviceError> {
    let tried = "the backends of this build, which has none for graphics cards (build it with \
                 `--features wgpu`)";
    Err(DeviceError::NoWgpu {
        tried: tried.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_read_as_they_are_written() {
        let (auto, cpu, cuda) = (DeviceChoice::Auto, DeviceChoice::Cpu, DeviceChoice::Cuda(3));
        for choice in [auto, cpu, cuda, DeviceChoice::Wgpu] {
            assert_eq!(choice.to_string().parse(), Ok(choice));
        }
        let list: DeviceList = "cpu, cuda:3".parse().unwrap();
        assert_eq!(list, DeviceList(vec![cpu, cuda]));
        assert_eq!(list.to_string().parse(), Ok(list));
        assert!("".parse::<DeviceList>().is_err());
        assert!("cpu,".parse::<DeviceList>().is_err());
        assert!("gpu".parse::<DeviceChoice>().is_err());
        assert!("cuda:x".parse::<DeviceChoice>().is_err());
    }

    #[test]
    fn a_missing_card_is_an_error_and_auto_falls_back() {
        let error = DeviceChoice::Cuda(4_000).open();
        assert!(error.is_err_and(|error| error.to_string().contains("tried")));
        assert!(DeviceChoice::Auto.open().is_ok());
    }

    #[test]
    fn the_processor_is_found_first_and_every_kind_is_listed() {
        let found = found();
        assert!(found[0].choice == DeviceChoice::Cpu && found[0].state.is_ok());
        for kind in [DeviceChoice::Cuda(0), DeviceChoice::Wgpu] {
            assert!(found.iter().any(|found| found.choice == kind));
        }
        for missing in found.iter().filter_map(|found| found.state.as_ref().err()) {
            assert!(missing.to_string().contains("tried"), "{missing}");
        }
    }
}
