//! The source of a drag and drop on X11, by the protocol XDND, version 5
//! (freedesktop.org, "Drag-and-Drop Protocol for the X Window System").
//!
//! The window from which the file is dragged holds the pointer, as X lets every window do in
//! which a button was pressed. So no events of the pointer come here: where it is, and whether the
//! button is still down, is asked for a hundred times a second, which every program may.

use std::{
    fmt::Write as _,
    os::unix::ffi::OsStrExt as _,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use x11rb::{
    CURRENT_TIME, NONE,
    connection::Connection as _,
    errors::{ConnectError, ConnectionError, ReplyError, ReplyOrIdError},
    protocol::{
        Event,
        xproto::{
            Atom, AtomEnum, ClientMessageEvent, ConnectionExt as _, CreateWindowAux, EventMask,
            KeyButMask, PropMode, SELECTION_NOTIFY_EVENT, SelectionNotifyEvent,
            SelectionRequestEvent, Window, WindowClass,
        },
    },
    rust_connection::RustConnection,
    wrapper::ConnectionExt as _,
};

use super::Outcome;

/// From one look at the pointer to the next.
const LOOK: Duration = Duration::from_millis(10);
/// How long a target may take to say whether it wants the file, …
const ANSWER: Duration = Duration::from_millis(500);
/// … and to fetch it once it was dropped.
const FETCHING: Duration = Duration::from_secs(5);
/// The version that is spoken, and the oldest that is understood.
const VERSIONS: std::ops::RangeInclusive<u32> = 3..=5;
/// X's number for the key Escape.
const ESCAPE: u32 = 0xff1b;

x11rb::atom_manager! {
    /// The protocol's words.
    Atoms:
    AtomsCookie {
        XdndAware,
        XdndSelection,
        XdndEnter,
        XdndPosition,
        XdndStatus,
        XdndLeave,
        XdndDrop,
        XdndFinished,
        XdndActionCopy,
        TARGETS,
        UTF8_STRING,
        uri_list: b"text/uri-list",
        plain: b"text/plain",
    }
}

/// Why the system does not play along.
#[derive(Debug, thiserror::Error)]
pub(super) enum XError {
    #[error("no X server: {0}")]
    Connect(#[from] ConnectError),
    #[error(transparent)]
    Connection(#[from] ConnectionError),
    #[error(transparent)]
    Reply(#[from] ReplyError),
    #[error(transparent)]
    Id(#[from] ReplyOrIdError),
    #[error("another program holds what is dragged")]
    NotOwner,
}

/// Offers a file to what is under the pointer until its button is let go, then waits until it is
/// fetched.
pub(super) fn carry(
    file: &Path,
    display: Option<&str>,
    stop: &AtomicBool,
) -> Result<Outcome, XError> {
    let mut source = Source::new(file, display)?;
    loop {
        if stop.load(Ordering::Relaxed) {
            source.leave()?;
            source.connection.flush()?;
            return Ok(Outcome::Refused);
        }
        if let Some(outcome) = source.turn()? {
            source.connection.flush()?;
            return Ok(outcome);
        }
        thread::sleep(LOOK);
    }
}

/// What lies under the pointer and understands the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Target {
    window: Window,
    version: u32,
}

/// How far a target is in the talk.
struct Talk {
    target: Target,
    /// Where the pointer was last said to be, and when that was, while no answer came.
    place: Option<(i16, i16)>,
    asked: Option<Instant>,
    /// Whether it wants the file.
    wants: bool,
}

struct Source {
    connection: RustConnection,
    atoms: Atoms,
    root: Window,
    /// The window that others write to.
    window: Window,
    escape: Option<u8>,
    uri: Vec<u8>,
    path: Vec<u8>,
    talk: Option<Talk>,
    dropped: Option<Instant>,
}

impl Source {
    fn new(file: &Path, display: Option<&str>) -> Result<Self, XError> {
        let (connection, screen) = RustConnection::connect(display)?;
        let atoms = Atoms::new(&connection)?.reply()?;
        let root = connection.setup().roots[screen].root;
        let window = connection.generate_id()?;
        connection.create_window(
            0,
            window,
            root,
            -1,
            -1,
            1,
            1,
            0,
            WindowClass::INPUT_ONLY,
            0,
            &CreateWindowAux::new(),
        )?;
        connection.set_selection_owner(window, atoms.XdndSelection, CURRENT_TIME)?;
        let owner = connection
            .get_selection_owner(atoms.XdndSelection)?
            .reply()?;
        if owner.owner != window {
            return Err(XError::NotOwner);
        }
        let escape = key(&connection, ESCAPE)?;
        Ok(Self {
            connection,
            atoms,
            root,
            window,
            escape,
            uri: uri(file).into_bytes(),
            path: file.as_os_str().as_bytes().to_owned(),
            talk: None,
            dropped: None,
        })
    }

    /// Looks once; gives how it ended, once it did.
    fn turn(&mut self) -> Result<Option<Outcome>, XError> {
        while let Some(event) = self.connection.poll_for_event()? {
            match event {
                Event::ClientMessage(message) if self.hear(&message) => {
                    return Ok(Some(Outcome::Taken));
                }
                Event::SelectionRequest(request) => self.hand_over(&request)?,
                // The protocol has no other way to say that somebody else drags now.
                Event::SelectionClear(_) => return Ok(Some(Outcome::Refused)),
                _ => {}
            }
        }
        if let Some(dropped) = self.dropped {
            // A target that never says it is done has the file's name all the same.
            return Ok((dropped.elapsed() > FETCHING).then_some(Outcome::Taken));
        }
        let pointer = self.connection.query_pointer(self.root)?.reply()?;
        if self.is_escaping()? {
            self.leave()?;
            return Ok(Some(Outcome::Refused));
        }
        if pointer.mask.contains(KeyButMask::BUTTON1) {
            self.follow((pointer.root_x, pointer.root_y))?;
            return Ok(None);
        }
        self.let_go()
    }

    /// The pointer is here.
    fn follow(&mut self, place: (i16, i16)) -> Result<(), XError> {
        let target = self.target()?;
        if self.talk.as_ref().map(|talk| talk.target) != target {
            self.leave()?;
            if let Some(target) = target {
                let types = [self.atoms.uri_list, self.atoms.plain, NONE];
                self.say(
                    target,
                    self.atoms.XdndEnter,
                    [target.version << 24, types[0], types[1], types[2]],
                )?;
                self.talk = Some(Talk {
                    target,
                    place: None,
                    asked: None,
                    wants: false,
                });
            }
        }
        let Some(talk) = &mut self.talk else {
            return Ok(());
        };
        let is_awaited = talk.asked.is_some_and(|asked| asked.elapsed() < ANSWER);
        if is_awaited || talk.place == Some(place) {
            return Ok(());
        }
        (talk.place, talk.asked) = (Some(place), Some(Instant::now()));
        let target = talk.target;
        let (x, y) = (place.0 as u16, place.1 as u16);
        let packed = u32::from(x) << 16 | u32::from(y);
        let position = [0, packed, CURRENT_TIME, self.atoms.XdndActionCopy];
        self.say(target, self.atoms.XdndPosition, position)
    }

    /// The button is up.
    fn let_go(&mut self) -> Result<Option<Outcome>, XError> {
        let Some(talk) = &self.talk else {
            return Ok(Some(Outcome::Refused));
        };
        if talk.asked.is_some_and(|asked| asked.elapsed() < ANSWER) {
            // Its answer is on the way.
            return Ok(None);
        }
        if !talk.wants {
            self.leave()?;
            return Ok(Some(Outcome::Refused));
        }
        let target = talk.target;
        self.say(target, self.atoms.XdndDrop, [0, CURRENT_TIME, 0, 0])?;
        self.dropped = Some(Instant::now());
        Ok(None)
    }

    /// A target says something; says whether it has fetched the file.
    fn hear(&mut self, message: &ClientMessageEvent) -> bool {
        let [from, flags, ..] = message.data.as_data32();
        let talk = self.talk.as_mut().filter(|talk| talk.target.window == from);
        let Some(talk) = talk else { return false };
        if message.type_ == self.atoms.XdndStatus {
            talk.asked = None;
            talk.wants = flags & 1 != 0;
        }
        message.type_ == self.atoms.XdndFinished && self.dropped.is_some()
    }

    /// Somebody fetches what is dragged.
    fn hand_over(&self, request: &SelectionRequestEvent) -> Result<(), XError> {
        let atoms = &self.atoms;
        // Old programs leave the property to us.
        let property = match request.property {
            NONE => request.target,
            given => given,
        };
        let put = |kind: Atom, bytes: &[u8]| {
            let mode = PropMode::REPLACE;
            self.connection
                .change_property8(mode, request.requestor, property, kind, bytes)
        };
        let mut answered = property;
        if request.target == atoms.uri_list {
            put(request.target, &self.uri)?;
        } else if [atoms.plain, atoms.UTF8_STRING].contains(&request.target) {
            put(request.target, &self.path)?;
        } else if request.target == atoms.TARGETS {
            let targets = [
                atoms.TARGETS,
                atoms.uri_list,
                atoms.plain,
                atoms.UTF8_STRING,
            ];
            self.connection.change_property32(
                PropMode::REPLACE,
                request.requestor,
                property,
                AtomEnum::ATOM,
                &targets,
            )?;
        } else {
            answered = NONE;
        }
        let notice = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: request.time,
            requestor: request.requestor,
            selection: request.selection,
            target: request.target,
            property: answered,
        };
        self.connection
            .send_event(false, request.requestor, EventMask::NO_EVENT, notice)?;
        self.connection.flush()?;
        Ok(())
    }

    /// The first window under the pointer, from the root on, that understands the protocol.
    fn target(&self) -> Result<Option<Target>, XError> {
        let mut window = self.root;
        // No tree of windows is deeper; one that changes meanwhile can't hold us.
        for _ in 0..32 {
            // A window may go while it is looked at.
            let Ok(pointer) = self.connection.query_pointer(window)?.reply() else {
                return Ok(None);
            };
            window = pointer.child;
            if window == NONE {
                return Ok(None);
            }
            let aware = self.connection.get_property(
                false,
                window,
                self.atoms.XdndAware,
                AtomEnum::ANY,
                0,
                1,
            )?;
            let version = aware.reply().ok().and_then(|aware| aware.value32()?.next());
            if let Some(version) = version.filter(|version| version >= VERSIONS.start()) {
                let version = version.min(*VERSIONS.end());
                return Ok(Some(Target { window, version }));
            }
        }
        Ok(None)
    }

    fn is_escaping(&self) -> Result<bool, XError> {
        let Some(code) = self.escape else {
            return Ok(false);
        };
        let keys = self.connection.query_keymap()?.reply()?.keys;
        let byte = keys[usize::from(code / 8)];
        Ok(byte & 1 << (code % 8) != 0)
    }

    /// Ends the talk with the present target.
    fn leave(&mut self) -> Result<(), XError> {
        if let Some(talk) = self.talk.take() {
            self.say(talk.target, self.atoms.XdndLeave, [0; 4])?;
        }
        Ok(())
    }

    fn say(&self, target: Target, word: Atom, [a, b, c, d]: [u32; 4]) -> Result<(), XError> {
        let data = [self.window, a, b, c, d];
        let message = ClientMessageEvent::new(32, target.window, word, data);
        self.connection
            .send_event(false, target.window, EventMask::NO_EVENT, message)?;
        self.connection.flush()?;
        Ok(())
    }
}

/// The code of the key with this meaning on this keyboard.
fn key(connection: &RustConnection, meaning: u32) -> Result<Option<u8>, XError> {
    let (first, last) = (
        connection.setup().min_keycode,
        connection.setup().max_keycode,
    );
    let count = last.saturating_sub(first).saturating_add(1);
    let map = connection.get_keyboard_mapping(first, count)?.reply()?;
    let each = usize::from(map.keysyms_per_keycode).max(1);
    let at = map
        .keysyms
        .chunks(each)
        .position(|key| key.contains(&meaning));
    Ok(at.map(|at| first + at as u8))
}

/// A file as a line of `text/uri-list` (RFC 2483).
fn uri(file: &Path) -> String {
    let mut uri = "file://".to_owned();
    for byte in file.as_os_str().as_bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(byte) {
            uri.push(char::from(*byte));
        } else {
            // Writing to memory does not fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri + "\r\n"
}
