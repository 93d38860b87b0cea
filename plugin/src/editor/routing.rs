//! How notes get from here to a sound, host by host: what every newcomer asks first.

use egui::{Popup, RichText, Ui};

use super::{desk::Desk, theme::Type, top};

/// A host and what to do in it.
struct Route {
    host: &'static str,
    steps: &'static str,
}

/// From each host's own words; the README has the same.
const ROUTES: [Route; 5] = [
    Route {
        host: "Reaper",
        steps: "Put the drum sampler behind Quatrain in the same FX chain. Press play.",
    },
    Route {
        host: "Bitwig Studio",
        steps: "On the sampler's track add a Note Receiver whose source is the Quatrain track. \
                Press play.",
    },
    Route {
        host: "Ableton Live",
        steps: "On a second MIDI track with the sampler choose MIDI From: the Quatrain track, below \
                it Quatrain, and set Monitor to In. Press play.",
    },
    Route {
        host: "Cubase",
        steps: "On the sampler's instrument track choose Quatrain's MIDI output as its input, and \
                switch its Monitor on. Press play.",
    },
    Route {
        host: "FL Studio",
        steps: "In Quatrain's wrapper set the MIDI output port to a number, and in the sampler's the \
                MIDI input port to the same one. Press play.",
    },
];

/// The button; gives where it begins.
pub(super) fn draw(ui: &mut Ui, desk: &mut Desk<'_>, right: egui::Pos2) -> f32 {
    let rect = top::chip(desk, right, 78.0);
    let help = "Routing: how the notes get to a drum sampler in your host";
    let label = "No sound?";
    let color = desk.theme.quiet;
    let response = top::press(ui, desk, rect, "No sound?", label, color, help);
    let (large, small) = (desk.font(Type::Body), desk.font(Type::Small));
    Popup::menu(&response)
        .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            ui.set_max_width(desk.px(420.0));
            let keys = "Notes go out on MIDI channel 10, on the keys of the drum map.";
            ui.label(
                RichText::new(keys)
                    .font(small.clone())
                    .color(desk.theme.quiet),
            );
            for Route { host, steps } in ROUTES {
                ui.add_space(desk.px(6.0));
                ui.label(
                    RichText::new(host)
                        .font(large.clone())
                        .color(desk.theme.accent),
                );
                ui.label(
                    RichText::new(steps)
                        .font(small.clone())
                        .color(desk.theme.text),
                );
            }
        });
    rect.left()
}
