//! The conductor: recurrent layers that lead a decoder from piece to piece, a level for each size
//! of pieces (Roberts et al. 2018; `spec.md` 6.5).
//!
//! Without autoregression its levels hear nothing but how they began, so that all pieces can be
//! led at once. With it, each level hears how the piece below ended, so that pieces come one after
//! the other.

use burn::tensor::{Device, Tensor};

use super::{
    config::Layout,
    dropout::Dropout,
    stack::{Heard, Stack, state, state_size},
};
use crate::network::parameters::Source;

/// All levels, the one of the largest pieces first. Without levels the latent leads one piece.
#[derive(Debug, Clone)]
pub struct Conductor {
    levels: Vec<Level>,
    autoregressive: bool,
}

#[derive(Debug, Clone)]
struct Level {
    stack: Stack,
    /// Pieces that it leads.
    pieces: usize,
    /// Numbers that it hears of how a piece ended.
    ended: usize,
}

/// What writes a piece, `[batch, embedding]`, and tells how it ended, `[batch, ended]`.
pub type Write<'a> = dyn FnMut(Tensor<2>, &mut Dropout) -> Tensor<2> + 'a;

impl Conductor {
    /// Asks the source for its parameters. `ended` are the numbers that tell how a piece of the
    /// decoder ended.
    pub fn new(source: &mut Source<'_>, layout: &Layout, ended: usize) -> Self {
        let config = &layout.network.decoder;
        let units = &config.layers;
        let leading = config
            .levels
            .split_last()
            .map_or(&[][..], |(_, above)| above);
        let mut levels = Vec::with_capacity(leading.len());
        let mut embedding = layout.network.latents;
        for (at, &pieces) in leading.iter().enumerate() {
            let is_last = at + 1 == leading.len();
            let ended = if is_last { ended } else { state_size(units) };
            let input = if config.autoregressive {
                ended + embedding
            } else {
                1
            };
            let scope = format!("decoder/hierarchical_level_{at}");
            let begin = format!("{scope}/initial_state");
            let heard = Heard { embedding, input };
            levels.push(Level {
                stack: Stack::new(source, &begin, &scope, heard, units),
                pieces,
                ended,
            });
            embedding = units.last().copied().unwrap_or(embedding);
        }
        Self {
            levels,
            autoregressive: config.autoregressive,
        }
    }

    /// Numbers of the embedding that leads a piece.
    pub fn embedding(layout: &Layout) -> usize {
        let config = &layout.network.decoder;
        match config.layers.last() {
            Some(&units) if config.levels.len() > 1 => units,
            _ => layout.network.latents,
        }
    }

    /// Pieces of a window.
    pub fn pieces(&self) -> usize {
        self.levels.iter().map(|level| level.pieces).product()
    }

    /// Whether a piece can't be led before the one before is written.
    pub fn waits(&self) -> bool {
        self.autoregressive && !self.levels.is_empty()
    }

    /// The embeddings of all pieces, `[pieces × batch, embedding]`, piece by piece; only of a
    /// conductor that does not wait.
    pub fn embeddings(&self, latents: Tensor<2>, dropout: &mut Dropout) -> Tensor<2> {
        let batch = latents.dims()[0];
        let mut above = latents;
        for level in &self.levels {
            let rows = above.dims()[0];
            let device = above.device();
            let memories = level.stack.begin(above);
            let silence = Tensor::<3>::zeros([level.pieces, rows, 1], &device);
            let led = level.stack.sequence(silence, memories, dropout);
            let units = led.dims()[2];
            // From [pieces, pieces above × batch] to [pieces above, pieces, batch].
            let led = led.reshape([level.pieces, rows / batch, batch, units]);
            above = led.swap_dims(0, 1).reshape([level.pieces * rows, units]);
        }
        above
    }

    /// Leads `write` from piece to piece.
    pub fn lead(&self, latents: Tensor<2>, dropout: &mut Dropout, write: &mut Write<'_>) {
        self.descend(0, latents, dropout, write);
    }

    /// Gives how the pieces of a level ended.
    fn descend(
        &self,
        at: usize,
        embedding: Tensor<2>,
        dropout: &mut Dropout,
        write: &mut Write<'_>,
    ) -> Tensor<2> {
        let Some(level) = self.levels.get(at) else {
            return write(embedding, dropout);
        };
        let (batch, device) = (embedding.dims()[0], embedding.device());
        let nothing =
            |numbers: usize, device: &Device| Tensor::<2>::zeros([batch, numbers], device);
        let mut memories = level.stack.begin(embedding.clone());
        let mut ended = nothing(level.ended, &device);
        for _ in 0..level.pieces {
            let input = if self.autoregressive {
                Tensor::cat(vec![ended, embedding.clone()], 1)
            } else {
                nothing(1, &device)
            };
            let leads = level.stack.step(input, &mut memories, dropout);
            ended = self.descend(at + 1, leads, dropout, write);
        }
        state(&[memories])
    }
}
