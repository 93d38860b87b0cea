//! A program on a hidden screen that takes files which are dragged to it, by the protocol XDND
//! (freedesktop.org), or says that it doesn't want them.

use std::time::{Duration, Instant};

use x11rb::{
    COPY_DEPTH_FROM_PARENT, CURRENT_TIME,
    connection::Connection as _,
    errors::ReplyError,
    protocol::{
        Event,
        xproto::{
            Atom, AtomEnum, ClientMessageEvent, ConnectionExt as _, CreateWindowAux, EventMask,
            PropMode, SelectionNotifyEvent, Window, WindowClass,
        },
    },
    rust_connection::RustConnection,
    wrapper::ConnectionExt as _,
};

use crate::screen::Point;

/// What can go wrong between it and the screen.
pub type TakerError = Box<dyn std::error::Error + Send + Sync>;

/// The newest version of the protocol.
const VERSION: u32 = 5;
/// The longest list of files that it reads, in words of four bytes.
const LONGEST: u32 = 4_096;

/// See the module's documentation.
pub struct Taker {
    connection: RustConnection,
    window: Window,
    wants: bool,
    /// What was said to it, in order, the same thing once.
    pub words: Vec<String>,
    /// The list of files that it took.
    pub got: Option<String>,
}

impl Taker {
    /// The length of its window's sides, in pixels.
    pub const SIZE: u16 = 200;

    /// Opens its window at a place of the screen with this name.
    ///
    /// # Errors
    /// If the screen doesn't play along.
    pub fn open(display: &str, place: Point, wants: bool) -> Result<Self, TakerError> {
        let (connection, screen) = RustConnection::connect(Some(display))?;
        let root = connection.setup().roots[screen].root;
        let window = connection.generate_id()?;
        let (x, y) = (i16::try_from(place.x)?, i16::try_from(place.y)?);
        connection.create_window(
            COPY_DEPTH_FROM_PARENT,
            window,
            root,
            x,
            y,
            Self::SIZE,
            Self::SIZE,
            0,
            WindowClass::INPUT_OUTPUT,
            0,
            &CreateWindowAux::new(),
        )?;
        let taker = Self {
            connection,
            window,
            wants,
            words: Vec::new(),
            got: None,
        };
        let aware = taker.atom("XdndAware")?;
        let mode = PropMode::REPLACE;
        taker
            .connection
            .change_property32(mode, window, aware, AtomEnum::ATOM, &[VERSION])?;
        taker.connection.map_window(window)?;
        taker.connection.sync()?;
        Ok(taker)
    }

    /// Answers what comes until it is enough, or for so long.
    ///
    /// # Errors
    /// If the screen doesn't play along.
    pub fn serve(
        &mut self,
        patience: Duration,
        is_enough: impl Fn(&Self) -> bool,
    ) -> Result<(), TakerError> {
        let began = Instant::now();
        loop {
            while let Some(event) = self.connection.poll_for_event()? {
                match event {
                    Event::ClientMessage(message) => self.hear(&message)?,
                    Event::SelectionNotify(notice) => self.fetch(&notice)?,
                    _ => {}
                }
            }
            if is_enough(self) || began.elapsed() >= patience {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn hear(&mut self, message: &ClientMessageEvent) -> Result<(), TakerError> {
        let [source, ..] = message.data.as_data32();
        let name = self.connection.get_atom_name(message.type_)?.reply()?.name;
        let word = String::from_utf8(name)?;
        match &*word {
            "XdndPosition" => {
                let copy = self.atom("XdndActionCopy")?;
                self.say(source, "XdndStatus", [u32::from(self.wants), 0, 0, copy])?;
            }
            "XdndDrop" => {
                let selection = self.atom("XdndSelection")?;
                let kind = self.atom("text/uri-list")?;
                self.connection.convert_selection(
                    self.window,
                    selection,
                    kind,
                    selection,
                    CURRENT_TIME,
                )?;
                self.connection.flush()?;
            }
            _ => {}
        }
        if self.words.last() != Some(&word) {
            self.words.push(word);
        }
        Ok(())
    }

    fn fetch(&mut self, notice: &SelectionNotifyEvent) -> Result<(), TakerError> {
        let property = self.connection.get_property(
            true,
            self.window,
            notice.property,
            AtomEnum::ANY,
            0,
            LONGEST,
        )?;
        self.got = Some(String::from_utf8(property.reply()?.value)?);
        let selection = self.atom("XdndSelection")?;
        let source = self.connection.get_selection_owner(selection)?.reply()?;
        let copy = self.atom("XdndActionCopy")?;
        self.say(source.owner, "XdndFinished", [1, copy, 0, 0])
    }

    fn atom(&self, name: &str) -> Result<Atom, ReplyError> {
        let cookie = self.connection.intern_atom(false, name.as_bytes())?;
        Ok(cookie.reply()?.atom)
    }

    fn say(&self, to: Window, word: &str, [a, b, c, d]: [u32; 4]) -> Result<(), TakerError> {
        let data = [self.window, a, b, c, d];
        let message = ClientMessageEvent::new(32, to, self.atom(word)?, data);
        self.connection
            .send_event(false, to, EventMask::NO_EVENT, message)?;
        self.connection.flush()?;
        Ok(())
    }
}
