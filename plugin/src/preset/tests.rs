//! Presets are what they were when they are read; what is none is told.

use std::path::Path;

use serde_json::json;

use super::{recipe::RECIPES, *};
use crate::{
    library::Entry,
    params::Controls,
    player::Slot,
    sheet::{Edit, Sheet},
};

fn preset() -> Preset {
    let mut sheet = Sheet::default();
    let groove = crate::starter::starter();
    let edit = Edit::of(&groove.cell(groove::Step(3), groove::Drum::Ride)).toggled();
    sheet
        .edits
        .set(&[&groove], (groove::Step(3), groove::Drum::Ride), edit);
    let made = crate::state::Made {
        model: inference::ModelIdentity {
            name: "one".into(),
            sha256: "ab".into(),
        },
        latent: inference::Latent(vec![0.25, -1.5]),
        groove: groove.into(),
    };
    let mut state = State {
        live: vec![made.clone()],
        request: Some(Controls::default().request()),
        sheet: sheet.into(),
        ..State::default()
    };
    state.slots[Slot::C.index()] = Some(made);
    Preset {
        title: Title {
            name: "Late \"Night\"".into(),
            styles: vec!["funk".into()],
            about: "Of a test.".into(),
        },
        scene: Scene {
            setting: Setting::of(&Controls::default()).with_number("morph", 0.3),
            state,
        },
    }
}

#[test]
fn a_preset_is_what_it_was_but_for_what_belongs_to_the_project() {
    let preset = preset();
    let mut saved = preset.clone();
    saved.scene.state.model = Some(inference::ModelIdentity {
        name: "chosen".into(),
        sha256: String::new(),
    });
    let text = saved.write().expect("plain values");
    assert_eq!(Preset::read(&text), Ok(preset.clone()));
    assert_eq!(Title::read(&text), Ok(preset.title));
}

#[test]
fn what_is_torn_foreign_or_newer_is_told_apart() {
    let text = preset().write().expect("plain values");
    for torn in [&text[..text.len() / 2], &text[..text.len() - 2]] {
        assert!(
            matches!(Preset::read(torn), Err(PresetError::Damaged(_))),
            "{torn}"
        );
    }
    for foreign in ["", "{}", "MThd", "[1, 2]", r#"{"format": "other"}"#, "null"] {
        assert_eq!(
            Preset::read(foreign),
            Err(PresetError::Foreign),
            "{foreign}"
        );
    }
    let newer = text.replacen("\"version\":1", "\"version\":2", 1);
    assert_eq!(Preset::read(&newer), Err(PresetError::Newer { found: 2 }));
    let without = text.replacen("\"version\":1,", "", 1);
    assert!(matches!(
        Preset::read(&without),
        Err(PresetError::Damaged(_))
    ));
    // A stroke that is none is damage too: a preset is played as it was or not at all.
    let strange = text.replacen("\"drum\":\"kick\"", "\"drum\":\"gong\"", 1);
    assert_ne!(strange, text);
    assert!(matches!(
        Preset::read(&strange),
        Err(PresetError::Damaged(_))
    ));
    let value = json!({"format": "quatrain-preset", "version": 1, "name": "x", "params": []});
    assert!(matches!(
        Preset::read(&value.to_string()),
        Err(PresetError::Damaged(_))
    ));
}

#[test]
fn a_search_finds_words_of_name_style_and_sentence_in_any_order() {
    let title = preset().title;
    for found in ["", "night", "FUNK late", "test  fu"] {
        assert!(title.has(found), "{found}");
    }
    assert!(!title.has("funk rock"));
}

#[test]
fn every_factory_preset_can_be_read_and_answers_its_own_controls() {
    assert_eq!(factory().len(), RECIPES.len(), "run `cargo xtask presets`");
    assert!(factory().len() >= 24);
    let mut names = std::collections::HashSet::new();
    let mut styles = std::collections::HashSet::new();
    for text in factory() {
        assert!(text.len() < 160_000, "{} bytes are too many", text.len());
        let preset = Preset::read(text).expect("it is ours");
        let Scene { setting, state } = &preset.scene;
        assert_eq!(
            state.request,
            Some(setting.request()),
            "{}",
            preset.title.name
        );
        assert!(!state.live.is_empty() && state.fill.is_some());
        assert!(state.slots[..4].iter().all(Option::is_some));
        assert!(preset.title.about.ends_with('.') && !preset.title.styles.is_empty());
        assert!(
            names.insert(preset.title.name.clone()),
            "{}",
            preset.title.name
        );
        styles.extend(preset.title.styles);
    }
    assert!(styles.len() >= 15, "{styles:?}");
}

#[test]
fn the_shipped_model_makes_the_factory_presets() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models/quatrain-4bar");
    for recipe in [&RECIPES[0], &RECIPES[12], &RECIPES[29]] {
        let text = factory()
            .iter()
            .find(|text| Title::read(text).is_ok_and(|title| title.name == recipe.name))
            .expect("run `cargo xtask presets`");
        let committed = Preset::read(text).expect("it is ours");
        let made = recipe
            .make(&folder)
            .expect("the model is in the repository");
        assert_eq!(made.title, committed.title);
        assert_eq!(made.scene.setting, committed.scene.setting);
        let pair = (&made.scene.state, &committed.scene.state);
        assert_eq!(pair.0.request, pair.1.request);
        assert_eq!(pair.0.live.len(), pair.1.live.len());
        let all = |state: &State| -> Vec<_> {
            let slots = state.slots.iter().flatten();
            slots
                .chain(&state.live)
                .chain(&state.fill)
                .cloned()
                .collect()
        };
        for (made, committed) in all(pair.0).iter().zip(&all(pair.1)) {
            assert_eq!(made.model, committed.model);
            // Runtimes differ in the last digits.
            for (one, other) in made.latent.0.iter().zip(&committed.latent.0) {
                assert!((one - other).abs() < 0.002, "{one} {other}");
            }
            assert_eq!(made.groove.grid(), committed.groove.grid());
            for (one, other) in made.groove.strokes().zip(committed.groove.strokes()) {
                assert_eq!(
                    (one.step, one.drum),
                    (other.step, other.drum),
                    "{}",
                    recipe.name
                );
                let by = one.cell.velocity.get() - other.cell.velocity.get();
                assert!(by.abs() < 0.005, "{}: {by}", recipe.name);
            }
            assert_eq!(made.groove.stroke_count(), committed.groove.stroke_count());
        }
    }
}

#[test]
fn whose_a_preset_is_shows_by_its_place() {
    let entry = |place| Entry {
        title: Title::default(),
        place,
        trouble: None,
    };
    let owner = entry(crate::library::Place::Factory(0)).owner();
    assert_eq!(owner, Owner::Factory);
    assert_eq!(
        entry(crate::library::Place::File("x".into())).owner(),
        Owner::User
    );
}
