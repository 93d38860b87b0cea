//! Where the arithmetic runs: chosen at run time, probed before use.

use std::{fmt, str::FromStr};

use burn::tensor::Device;
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
}

/// Why a device is not to be had.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DeviceError {
    /// No such choice.
    #[error("`{0}` is no device; use cpu, cuda:0 (or another number), or auto")]
    Unknown(String),
    /// The card or its driver is missing.
    #[error("cuda:{card} is not to be had: tried {tried}; use --device cpu")]
    NoCuda {
        /// Number of the card.
        card: usize,
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
        }
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
            Self::Auto => Ok(cuda(0).unwrap_or_else(|_| Device::flex())),
        }
    }
}

#[cfg(feature = "cuda")]
fn cuda(card: usize) -> Result<Device, DeviceError> {
    use cudarc::driver::{CudaContext, sys};
    let missing = |tried: String| DeviceError::NoCuda { card, tried };
    // Burn panics where the driver is missing, so look first.
    // SAFETY: it only tries to load the driver's library.
    if !unsafe { sys::is_culib_present() } {
        return Err(missing(
            "to load the CUDA driver (libcuda), which is not installed".into(),
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
                 `--features trainer/cuda`)";
    Err(DeviceError::NoCuda {
        card,
        tried: tried.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_read_as_they_are_written() {
        for choice in [DeviceChoice::Auto, DeviceChoice::Cpu, DeviceChoice::Cuda(3)] {
            assert_eq!(choice.to_string().parse(), Ok(choice));
        }
        assert!("gpu".parse::<DeviceChoice>().is_err());
        assert!("cuda:x".parse::<DeviceChoice>().is_err());
    }

    #[test]
    fn a_missing_card_is_an_error_and_auto_falls_back() {
        let error = DeviceChoice::Cuda(4_000).open();
        assert!(error.is_err_and(|error| error.to_string().contains("tried")));
        assert!(DeviceChoice::Auto.open().is_ok());
    }
}
