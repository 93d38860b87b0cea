//! `report.html` of a run: curves, pictures of what the network can, data and settings. It opens
//! without a network, and knows no network: see [`Learner`].

mod curves;

use groove::Groove;

use crate::{
    data::{Dataset, Report},
    error::TrainError,
    learner::Learner,
    picture::{Page, Table, Titled, groove},
    run::{Best, Lines, RunFolder},
};

/// Grooves that are shown beside their reconstruction.
const RECONSTRUCTED: usize = 3;
/// Samples that are shown.
const SAMPLED: usize = 4;
/// Grooves on the way from one to the other, both ends included.
const PATH: usize = 5;

/// Makes the page of where a run stands.
///
/// # Errors
/// If the device fails.
pub fn page(
    learner: &dyn Learner,
    best: Option<Best>,
    validation: &Dataset,
    run: &RunFolder,
) -> Result<String, TrainError> {
    let name = run.folder().file_name().unwrap_or_default();
    let mut page = Page::new(&format!("Training run {}", name.to_string_lossy()));
    let lines = Lines::read(&run.file("log.csv"));
    // A run of an older version has a record that is read no more; the page then does without.
    let record = run.data().ok();
    page.table(&summary(learner, best, &lines));
    if let Some(record) = &record {
        page.code(&record.command);
    }
    page.section("Curves");
    for chart in curves::charts(&lines, learner.columns()) {
        page.figure(&chart, "");
    }
    pictures(&mut page, learner, validation)?;
    page.section("Data");
    if let Some(record) = &record {
        data(&mut page, "Training", &record.train);
        data(&mut page, "Validation", &record.validation);
        page.paragraph("data.toml names the rejected pieces.");
    }
    page.section("Settings");
    page.lines(&learner.config()?);
    Ok(page.to_string())
}

fn summary(learner: &dyn Learner, best: Option<Best>, lines: &Lines) -> Table {
    let mut table = Table::new(["", ""]);
    let mut row = |name: &str, value: String| table.row([name.to_owned(), value]);
    row("family", learner.family().to_owned());
    row("seed", learner.seed().to_string());
    row("steps", learner.step().to_string());
    let last = |x: &str| lines.over("step", x).last().map(|&(_, y)| y);
    if let Some(pass) = last("pass") {
        row("passes", format!("{pass:.2}"));
    }
    if let Some(seconds) = last("seconds") {
        row("minutes", format!("{:.1}", seconds / 60.0));
    }
    if let Some(best) = best {
        row("best validation loss", format!("{:.3}", best.loss));
        row("found at step", best.step.to_string());
    }
    for name in learner.columns().scores {
        if let Some(score) = last(name) {
            row(
                &format!("validation: {}", name.replace('_', " ")),
                format!("{score:.4}"),
            );
        }
    }
    table
}

fn pictures(
    page: &mut Page,
    learner: &dyn Learner,
    validation: &Dataset,
) -> Result<(), TrainError> {
    let (windows, count) = (&validation.windows, validation.windows.len());
    // From all over the split, the same in each report.
    let places: Vec<usize> = (0..RECONSTRUCTED.min(count))
        .map(|at| (2 * at + 1) * count / (2 * RECONSTRUCTED.min(count)))
        .collect();
    let shown: Vec<_> = places.iter().map(|&at| windows[at].clone()).collect();
    let copies = learner.reconstruct(&shown)?;
    page.section("Grooves of the validation split, and what the network gives back");
    for ((&at, window), copy) in places.iter().zip(&shown).zip(&copies) {
        let played = window.groove(validation.grid);
        show(page, "as played", &played, &validation.origin(at));
        show(page, "given back from the posterior's mean", copy, "");
    }
    page.section("Samples from the prior");
    for (number, sample) in learner.sample(SAMPLED, learner.seed())?.iter().enumerate() {
        show(page, &format!("sample {}", number + 1), sample, "");
    }
    if let [from, .., to] = &shown[..] {
        page.section("From the first of these grooves to the last");
        let path = learner.interpolate(from, to, PATH)?;
        for (number, step) in path.iter().enumerate() {
            show(page, &format!("{number} of {}", PATH - 1), step, "");
        }
    }
    Ok(())
}

fn show(page: &mut Page, title: &str, shown: &Groove, caption: &str) {
    let drawing = groove(Titled {
        title,
        groove: shown,
    });
    page.figure(&drawing, caption);
}

fn data(page: &mut Page, split: &str, report: &Report) {
    page.paragraph(&format!("{split}: {report}."));
    let mut table = Table::new(["why rejected", "pieces", "for example"]);
    for (reason, cases) in &report.rejected {
        let example = cases.named.first().map_or_else(String::new, |case| {
            format!("{}: {}", case.name, case.sentence)
        });
        table.row([reason.text().to_owned(), cases.count.to_string(), example]);
    }
    if !table.is_empty() {
        page.table(&table);
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;
    use crate::{
        run::{DataRecord, Log, Means, Record},
        testing,
        trainer::Trainer,
    };

    #[test]
    fn the_report_shows_curves_pictures_data_and_settings_without_a_network() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunFolder::create(&folder.path().join("a <run>")).unwrap();
        let dataset = testing::dataset(7);
        run.save_data(&DataRecord {
            command: "quatrain train DATA --out RUN".to_owned(),
            device: "cpu".to_owned(),
            split_by: crate::data::SplitBy::Official,
            train: Report::default(),
            validation: Report::default(),
        })
        .unwrap();
        let mut learner = Trainer::new(testing::config(), Device::flex());
        let mut log = Log::open(&run.file("log.csv"), 0, learner.columns()).unwrap();
        for pass in 0..3 {
            let mut means = Means::default();
            means.add(&learner.train_step(&dataset).unwrap());
            log.add(&Record {
                step: learner.step(),
                pass: f64::from(pass),
                means,
                validation: Some(learner.validate(&dataset).unwrap()),
                ..Record::default()
            })
            .unwrap();
        }
        let best = Some(Best { loss: 1.5, step: 2 });
        let html = page(&learner, best, &dataset, &run).unwrap();
        let (_, without_type) = html.split_once('\n').unwrap();
        let read = roxmltree::Document::parse(without_type).unwrap();
        let count = |tag: &str| {
            let all = read.descendants();
            all.filter(|node| node.tag_name().name() == tag).count()
        };
        let pictures = 2 * RECONSTRUCTED + SAMPLED + PATH;
        let charts = curves::charts(&Lines::read(&run.file("log.csv")), learner.columns());
        assert!(charts.len() > 6, "{}", charts.len());
        assert_eq!(count("figure"), pictures + charts.len());
        assert_eq!((count("script"), count("link"), count("img")), (0, 0, 0));
        for part in [
            "quatrain train DATA",
            "bar_latent = 3",
            "chance.mid",
            "kick",
        ] {
            assert!(html.contains(part), "{part}");
        }
    }

    #[test]
    fn a_split_of_one_groove_has_a_report_too() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunFolder::create(folder.path()).unwrap();
        let learner = Trainer::new(testing::config(), Device::flex());
        let html = page(&learner, None, &testing::dataset(1), &run).unwrap();
        assert!(html.contains("as played"));
    }
}
