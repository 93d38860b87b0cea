//! Files that are dragged over the plugin's window and let go, as file managers do it (XDND,
//! version 5).

use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

use x11rb::{
    CURRENT_TIME,
    connection::Connection as _,
    protocol::{
        Event,
        xproto::{
            Atom, ClientMessageEvent, ConnectionExt as _, EventMask, PropMode,
            SELECTION_NOTIFY_EVENT, SelectionNotifyEvent, SelectionRequestEvent, Window,
        },
    },
    wrapper::ConnectionExt as _,
};

use super::{Frame, FrameError, coordinate};
use crate::screen::Point;

/// How long the plugin may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);

x11rb::atom_manager! {
    /// The protocol's words.
    Words:
    WordsCookie {
        XdndSelection,
        XdndEnter,
        XdndPosition,
        XdndStatus,
        XdndDrop,
        XdndFinished,
        XdndActionCopy,
        FILES: b"text/uri-list",
    }
}

impl Frame {
    /// Drags a file to a place of the plugin's window and lets it go there. Says whether the
    /// plugin took it.
    ///
    /// # Errors
    /// If the plugin has no window here.
    pub fn drop_file(&self, file: &Path, at: Point) -> Result<bool, FrameError> {
        let inner = self.inner()?;
        let words = Words::new(&self.server)?.reply()?;
        let place = self
            .server
            .translate_coordinates(inner, self.root, coordinate(at.x), coordinate(at.y))?
            .reply()?;
        let place = (u32::from(place.dst_x as u16) << 16) | u32::from(place.dst_y as u16);
        self.server
            .set_selection_owner(self.window, words.XdndSelection, CURRENT_TIME)?
            .check()?;

        let version = 5 << 24;
        self.tell(inner, words.XdndEnter, [version, words.FILES, 0, 0])?;
        let position = [0, place, CURRENT_TIME, words.XdndActionCopy];
        self.tell(inner, words.XdndPosition, position)?;
        if self.answer(&words, words.XdndStatus, file)? != Some(true) {
            return Ok(false);
        }
        self.tell(inner, words.XdndDrop, [0, CURRENT_TIME, 0, 0])?;
        Ok(self.answer(&words, words.XdndFinished, file)? == Some(true))
    }

    fn tell(&self, inner: Window, word: Atom, data: [u32; 4]) -> Result<(), FrameError> {
        let [one, two, three, four] = data;
        let data = [self.window, one, two, three, four];
        let event = ClientMessageEvent::new(32, inner, word, data);
        self.server
            .send_event(false, inner, EventMask::NO_EVENT, event)?
            .check()?;
        Ok(())
    }

    /// Waits for an answer, and hands over the file's name when it is asked for. Gives whether the
    /// answer was yes.
    fn answer(&self, words: &Words, word: Atom, file: &Path) -> Result<Option<bool>, FrameError> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            match self.server.poll_for_event()? {
                Some(Event::SelectionRequest(request)) => self.hand_over(words, &request, file)?,
                Some(Event::ClientMessage(event)) if event.type_ == word => {
                    return Ok(Some(event.data.as_data32()[1] & 1 == 1));
                }
                Some(_) => {}
                None => thread::sleep(Duration::from_millis(5)),
            }
        }
        Ok(None)
    }

    fn hand_over(
        &self,
        words: &Words,
        request: &SelectionRequestEvent,
        file: &Path,
    ) -> Result<(), FrameError> {
        let list = format!("file://{}\r\n", file.display());
        self.server
            .change_property8(
                PropMode::REPLACE,
                request.requestor,
                request.property,
                words.FILES,
                list.as_bytes(),
            )?
            .check()?;
        let told = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: request.time,
            requestor: request.requestor,
            selection: request.selection,
            target: request.target,
            property: request.property,
        };
        self.server
            .send_event(false, request.requestor, EventMask::NO_EVENT, told)?
            .check()?;
        self.server.flush()?;
        Ok(())
    }
}
