//! The generator's work, turn by turn: open the model, see whether something new is asked for,
//! take the next step towards it.

use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use groove::Groove;

use super::{
    Ask, Shared,
    choice::{Answer, Choice, Next},
    job::{Job, Outcome},
    maker::{Maker, Open, OpenError},
    status::ModelStatus,
    tiles::Board,
    trace::{Origin, Trace},
};
use crate::{memory::Snapshot, request::Request, starter::starter, state::Made};

/// How long after its last block the player counts as active.
const STILL_ACTIVE: Duration = Duration::from_secs(1);

/// How long parameters that the window moves are on their way through the host: some blocks.
const ON_THE_WAY: Duration = Duration::from_millis(150);

/// What the thread holds between its turns.
pub(super) struct Work {
    shared: Arc<Shared>,
    ask: Ask,
    open: Open,
    maker: Option<Box<dyn Maker>>,
    last_look: Option<Instant>,
    choice: Choice,
    trace: Trace,
    starter: Arc<Groove>,
    /// What is being answered.
    job: Option<Job>,
    /// Fingerprint of the last request that was dealt with, well or badly.
    done: Option<u64>,
    /// What the map's corners show: the request and the ground.
    corners: Option<(Request, u64)>,
    /// The map's tiles.
    board: Board,
    last_block: (u64, Option<Instant>),
}

/// Whether there is more to do at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// There is.
    More,
    /// Nothing, until something new is asked for.
    Rest,
}

impl Work {
    pub fn new(shared: Arc<Shared>, ask: Ask, open: Open) -> Self {
        Self {
            shared,
            ask,
            open,
            maker: None,
            last_look: None,
            choice: Choice::default(),
            trace: Trace::from_environment(),
            starter: Arc::new(starter()),
            job: None,
            done: None,
            corners: None,
            board: Board::default(),
            last_block: (0, None),
        }
    }

    /// Looks at the newest request and takes a step towards its answer. Never panics.
    pub fn turn(&mut self) -> Turn {
        let panic = match catch_unwind(AssertUnwindSafe(|| self.try_turn())) {
            Ok(turn) => return turn,
            Err(panic) => panic,
        };
        let words = panic
            .downcast_ref::<&str>()
            .map(|words| (*words).to_owned())
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "no reason given".to_owned());
        self.tell_problem(format!(
            "the generator stumbled ({words}) and was restarted; move a control to try again"
        ));
        // A fresh start, but not into the same pit.
        self.maker = None;
        self.last_look = Some(Instant::now());
        self.choice = Choice::default();
        self.finish((self.ask)().fingerprint(self.shared.memory.revision()))
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

    fn try_turn(&mut self) -> Turn {
        self.look_for_model();
        self.run_errand();
        let request = (self.ask)();
        let revision = self.shared.memory.revision();
        let fingerprint = request.fingerprint(revision);
        if self.done == Some(fingerprint) {
            return self.idle(&request);
        }
        // What was begun for an older request is left as it is.
        self.job.take_if(|job| job.fingerprint != fingerprint);
        if self.job.is_none() {
            let snapshot = self.shared.memory.snapshot();
            if snapshot.revision != revision {
                return Turn::More;
            }
            if is_awaited(&snapshot, &request) {
                return Turn::Rest;
            }
            if self.maker.is_none() {
                self.do_without(&request, &snapshot);
                return self.finish(fingerprint);
            }
            // From here on the player has more than the last answer.
            self.done = None;
            self.shared.memory.bridge().mark_answered(0);
            self.job = self.begin(&request, snapshot, fingerprint);
        }
        self.step(&request, fingerprint)
    }

    /// Reads or writes the next file, if one waits.
    fn run_errand(&mut self) {
        let files = &self.shared.files;
        let Some(errand) = files.next() else { return };
        let maker = self.maker.as_deref();
        match catch_unwind(AssertUnwindSafe(|| errand.run(maker))) {
            Ok(done) => files.finish(done),
            Err(panic) => {
                // A file that trips it up once does so again.
                files.drop_first();
                resume_unwind(panic);
            }
        }
    }

    /// Nothing is asked for: the next of the map's tiles, if somebody looks at them.
    fn idle(&mut self, request: &Request) -> Turn {
        let shared = &self.shared;
        let maker = self.maker.as_deref();
        let maker = maker.filter(|_| shared.wants_tiles.load(Ordering::Relaxed));
        let has_more = maker.is_some_and(|maker| {
            self.board
                .step(maker, request, &shared.memory, &shared.tiles)
        });
        if has_more { Turn::More } else { Turn::Rest }
    }

    fn finish(&mut self, fingerprint: u64) -> Turn {
        self.job = None;
        self.done = Some(fingerprint);
        self.shared.memory.bridge().mark_answered(fingerprint);
        Turn::Rest
    }

    fn tell_problem(&self, problem: String) {
        self.shared.status.lock().problem = Some(problem);
    }

    /// Opens the model that was chosen; while it can't be, the one at work stays, or the first that
    /// can be opened comes.
    fn look_for_model(&mut self) {
        self.choice.look(&self.shared.memory);
        let at_work = self.maker.as_deref().map(Maker::identity);
        match self.choice.next(at_work, self.last_look) {
            Next::Stay => return,
            Next::Keep => {
                self.choice.is_answered(Answer::AtWork);
                self.shared.status.lock().refused = None;
                return;
            }
            Next::Open => {}
        }
        let choice = self.choice.model().cloned();
        self.shared.status.lock().opening = choice.as_ref().map(|model| model.name.clone());
        let mut found = (self.open)(choice.as_ref());
        let mut refused = None;
        self.choice.is_answered(match &found {
            Ok(_) => Answer::AtWork,
            Err(OpenError::Unusable(_)) => Answer::Broken,
            Err(_) => Answer::Missing,
        });
        if let (Err(error), Some(_)) = (&found, &choice) {
            refused = Some(error.to_string());
            if self.maker.is_none() {
                found = (self.open)(None);
            }
        }
        self.last_look = Some(Instant::now());
        let mut model = None;
        match found {
            Ok(maker) => {
                if self.maker.is_some() {
                    self.shared.memory.renew();
                }
                model = Some(ModelStatus::Ready(maker.about()));
                self.maker = Some(maker);
                (self.done, self.job, self.corners) = (None, None, None);
                self.board = Board::default();
            }
            Err(_) if self.maker.is_some() => {}
            Err(error) => model = Some(ModelStatus::Missing(error.to_string())),
        }
        let stand_in = self.maker.as_deref().map(Maker::identity);
        let mut status = self.shared.status.lock();
        status.refused = refused.map(|refused| match stand_in {
            Some(other) => format!("{refused}; \"{}\" makes the grooves meanwhile", other.name),
            None => refused,
        });
        status.opening = None;
        if let Some(model) = model {
            status.model = model;
        }
    }

    /// Without a model: what the project holds plays on, else the starter.
    fn do_without(&mut self, request: &Request, snapshot: &Snapshot) {
        let memory = &self.shared.memory;
        match snapshot.state.live.first() {
            Some(heard) => self.trace.note(request, &heard.groove, Origin::Project),
            None if memory.stand_in(&self.starter) => {
                self.trace.note(request, &self.starter, Origin::Starter);
            }
            None => {}
        }
    }

    /// What a request asks to be made; `None` where all of it is there.
    fn begin(&mut self, request: &Request, snapshot: Snapshot, fingerprint: u64) -> Option<Job> {
        let maker = self.maker.as_deref()?;
        let revision = snapshot.revision;
        let loaded = snapshot.state.live.first();
        if let Some(heard) = loaded.filter(|_| snapshot.is_as_loaded) {
            let is_ours = heard.model == *maker.identity();
            if !is_ours || snapshot.state.request == Some(*request) {
                // Same project, same notes: it plays as it was stored.
                self.trace.note(request, &heard.groove, Origin::Project);
                let notice = (!is_ours).then(|| foreign(heard, maker));
                self.shared.status.lock().notice = notice;
                self.shared.memory.accept_as_loaded(revision);
                return is_ours.then(|| Job::beside(request, snapshot, fingerprint));
            }
        }
        let has_corners = self
            .corners
            .is_some_and(|(shown, at)| at == snapshot.ground && shown.has_same_corners(request));
        Some(Job::new(request, snapshot, fingerprint, has_corners))
    }

    fn step(&mut self, request: &Request, fingerprint: u64) -> Turn {
        let (Some(maker), Some(job)) = (self.maker.as_deref(), self.job.as_mut()) else {
            return self.finish(fingerprint);
        };
        let began = Instant::now();
        match job.step(maker, &self.shared.memory) {
            Ok(Outcome::Heard(groove)) => {
                self.trace.note(request, &groove, Origin::Model);
                let mut status = self.shared.status.lock();
                status.decode_time = Some(began.elapsed());
                (status.problem, status.notice) = (None, None);
                Turn::More
            }
            Ok(Outcome::Beside) => Turn::More,
            Ok(Outcome::Over) => {
                self.corners = Some((*request, job.ground()));
                self.finish(fingerprint)
            }
            Err(error) => {
                self.tell_problem(format!("no new groove: {error}"));
                self.finish(fingerprint)
            }
        }
    }
}

/// Whether something was undone whose parameters the host has yet to move.
fn is_awaited(snapshot: &Snapshot, request: &Request) -> bool {
    let is_fresh = snapshot.went_at.is_some_and(|at| at.elapsed() < ON_THE_WAY);
    let before = snapshot.state.request;
    is_fresh && snapshot.is_as_loaded && before.is_some_and(|before| before != *request)
}

fn foreign(heard: &Made, maker: &dyn Maker) -> String {
    format!(
        "this groove was made by the model \"{}\", which is not installed; it plays as stored \
         until you move a control, then \"{}\" takes over",
        heard.model.name,
        maker.identity().name
    )
}
