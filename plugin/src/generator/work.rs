//! The generator's work, turn by turn: open the model, see whether something new is asked for,
//! answer it.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::{Duration, Instant},
};

use groove::Groove;
use inference::{Draw, Latent, ModelError, Seed, interpolate};

use super::{
    Ask, Shared,
    maker::{Maker, Open},
    status::ModelStatus,
    trace::{Origin, Trace},
};
use crate::{
    memory::Snapshot,
    request::{Request, Source},
    starter::starter,
    state::{End, Made},
};

/// How long to wait before looking for a model again.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// How long after its last block the player counts as active.
const STILL_ACTIVE: Duration = Duration::from_secs(1);

/// What the thread holds between its turns.
pub(super) struct Work {
    shared: Arc<Shared>,
    ask: Ask,
    open: Open,
    maker: Option<Box<dyn Maker>>,
    last_look: Option<Instant>,
    trace: Trace,
    starter: Arc<Groove>,
    /// Fingerprint of the last request that was dealt with, well or badly.
    done: Option<u64>,
    /// What the cards show: the request and the revision.
    ends: Option<(Request, u64)>,
    last_block: (u64, Option<Instant>),
}

impl Work {
    pub fn new(shared: Arc<Shared>, ask: Ask, open: Open) -> Self {
        Self {
            shared,
            ask,
            open,
            maker: None,
            last_look: None,
            trace: Trace::from_environment(),
            starter: Arc::new(starter()),
            done: None,
            ends: None,
            last_block: (0, None),
        }
    }

    /// Looks at the newest request and deals with it. Never panics.
    pub fn turn(&mut self) {
        let Err(panic) = catch_unwind(AssertUnwindSafe(|| self.try_turn())) else {
            return;
        };
        let words = panic
            .downcast_ref::<&str>()
            .map(|words| (*words).to_owned())
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "no reason given".to_owned());
        self.shared.status.lock().problem = Some(format!(
            "the generator stumbled ({words}) and was restarted; move a control to try again"
        ));
        // A fresh start, but not into the same pit.
        self.maker = None;
        self.last_look = Some(Instant::now());
        let snapshot = self.shared.memory.snapshot();
        self.finish((self.ask)().fingerprint(snapshot.revision));
    }

    /// Whether the player has processed a block lately.
    pub fn is_player_active(&mut self) -> bool {
        let blocks = self.shared.memory.bridge().blocks();
        if blocks != self.last_block.0 {
            self.last_block = (blocks, Some(Instant::now()));
        }
        self.last_block
            .1
            .is_some_and(|at| at.elapsed() < STILL_ACTIVE)
    }

    fn try_turn(&mut self) {
        self.look_for_model();
        let request = (self.ask)();
        let revision = self.shared.memory.revision();
        let fingerprint = request.fingerprint(revision);
        if self.done == Some(fingerprint) {
            return;
        }
        let snapshot = self.shared.memory.snapshot();
        if snapshot.revision != revision {
            return;
        }
        match self.maker.take() {
            Some(maker) => {
                self.answer(&*maker, &request, snapshot, fingerprint);
                self.maker = Some(maker);
            }
            None => self.do_without(&request, &snapshot),
        }
        self.finish(fingerprint);
    }

    fn finish(&mut self, fingerprint: u64) {
        self.done = Some(fingerprint);
        self.shared.memory.bridge().mark_answered(fingerprint);
    }

    fn look_for_model(&mut self) {
        let is_time = self
            .last_look
            .is_none_or(|last| last.elapsed() >= LOOK_AGAIN);
        if self.maker.is_some() || !is_time {
            return;
        }
        let found = (self.open)();
        self.last_look = Some(Instant::now());
        let model = match found {
            Ok(maker) => {
                let about = maker.about();
                self.maker = Some(maker);
                self.done = None;
                self.ends = None;
                ModelStatus::Ready(about)
            }
            Err(error) => ModelStatus::Missing(error.to_string()),
        };
        self.shared.status.lock().model = model;
    }

    /// Without a model: what the project holds plays on, else the starter.
    fn do_without(&mut self, request: &Request, snapshot: &Snapshot) {
        let memory = &self.shared.memory;
        match &snapshot.state.heard {
            Some(heard) => self.trace.note(request, &heard.groove, Origin::Project),
            None if memory.stand_in(&self.starter) => {
                self.trace.note(request, &self.starter, Origin::Starter);
            }
            None => {}
        }
    }

    fn answer(
        &mut self,
        maker: &dyn Maker,
        request: &Request,
        snapshot: Snapshot,
        fingerprint: u64,
    ) {
        if let Some(heard) = snapshot
            .is_as_loaded
            .then_some(snapshot.state.heard.as_ref())
            .flatten()
        {
            let is_ours = heard.model == *maker.identity();
            if !is_ours || snapshot.state.request == Some(*request) {
                // Same project, same notes: it plays as it was stored.
                self.trace.note(request, &heard.groove, Origin::Project);
                let notice = (!is_ours).then(|| foreign(heard, maker));
                self.shared.status.lock().notice = notice;
                self.shared.memory.accept_as_loaded(snapshot.revision);
                return;
            }
        }
        if let Err(error) = self.make(maker, request, &snapshot, fingerprint) {
            self.shared.status.lock().problem = Some(format!("no new groove: {error}"));
        }
    }

    fn make(
        &mut self,
        maker: &dyn Maker,
        request: &Request,
        snapshot: &Snapshot,
        fingerprint: u64,
    ) -> Result<(), ModelError> {
        let began = Instant::now();
        let memory = self.shared.memory.clone();
        let a = place(maker, request.a(), &snapshot.state.a)?;
        let b = place(maker, request.b(), &snapshot.state.b)?;
        let mut here = interpolate(&a, &b, request.morph());
        for (axis, deviations) in request
            .axes()
            .iter()
            .enumerate()
            .filter(|(_, x)| **x != 0.0)
        {
            here = maker.moved(&here, axis, *deviations);
        }
        let heard = decode(maker, request, [here])?.remove(0);
        let groove = heard.groove.clone();
        if !memory.answer(snapshot.revision, *request, heard) {
            return Ok(());
        }
        self.trace.note(request, &groove, Origin::Model);
        {
            let mut status = self.shared.status.lock();
            status.decode_time = Some(began.elapsed());
            (status.problem, status.notice) = (None, None);
        }
        memory.bridge().mark_answered(fingerprint);
        let are_shown = self.ends.is_some_and(|(shown, revision)| {
            revision == snapshot.revision && shown.has_same_ends(request)
        });
        if !are_shown {
            let mut ends = decode(maker, request, [a, b])?.into_iter();
            if let (Some(a), Some(b)) = (ends.next(), ends.next()) {
                memory.set_ends(snapshot.revision, a, b);
            }
            self.ends = Some((*request, snapshot.revision));
        }
        Ok(())
    }
}

/// The place of one end. A stored groove that another model made is placed anew by encoding it;
/// while none is stored, the end is the model's groove number 0.
fn place(maker: &dyn Maker, source: Source, end: &End) -> Result<Latent, ModelError> {
    match (source.seed(), &end.kept) {
        (Some(seed), _) => Ok(maker.sample(seed)),
        (None, None) => Ok(maker.sample(Seed(0))),
        (None, Some(kept)) if kept.model == *maker.identity() => Ok(kept.latent.clone()),
        (None, Some(kept)) => maker.encode(&kept.groove),
    }
}

fn decode<const N: usize>(
    maker: &dyn Maker,
    request: &Request,
    latents: [Latent; N],
) -> Result<Vec<Made>, ModelError> {
    let (take, temperature) = (request.take(), request.temperature());
    let draws = latents.each_ref().map(|latent| Draw {
        latent,
        take,
        temperature,
    });
    let grooves = maker.decode(&draws)?;
    if grooves.len() != N {
        let reason = format!("{} grooves came back for {N} places", grooves.len());
        return Err(ModelError::Run {
            graph: "decoder",
            reason,
        });
    }
    let made = latents
        .into_iter()
        .zip(grooves)
        .map(|(latent, groove)| Made {
            model: maker.identity().clone(),
            latent,
            groove: Arc::new(groove),
        });
    Ok(made.collect())
}

fn foreign(heard: &Made, maker: &dyn Maker) -> String {
    format!(
        "this groove was made by the model \"{}\", which is not installed; it plays as stored \
         until you move a control, then \"{}\" takes over",
        heard.model.name,
        maker.identity().name
    )
}
