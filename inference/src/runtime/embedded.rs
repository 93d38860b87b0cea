//! The embedded runtime: tract, pure Rust, always there.

use std::path::Path;

use tract_onnx::{prelude::*, tract_hir::infer::Factoid};

use super::{Graph, Input};

/// Opens a graph for batches of one, which is what the instrument decodes; larger batches run
/// one by one.
pub(super) fn open(file: &Path) -> Result<Box<dyn Graph>, String> {
    let words = |error: TractError| format!("{error:#}");
    let mut model = tract_onnx::onnx().model_for_path(file).map_err(words)?;
    let batch_of_one = |fact: &InferenceFact| {
        let mut fact = fact.clone();
        if fact.shape.rank().concretize().is_some_and(|rank| rank > 0) {
            fact.shape.set_dim(0, TDim::from(1));
        }
        fact
    };
    for at in 0..model.input_outlets().map_err(words)?.len() {
        let fact = batch_of_one(model.input_fact(at).map_err(words)?);
        model.set_input_fact(at, fact).map_err(words)?;
    }
    // What the file says of its outputs' shapes is in terms of any batch: let it be found anew.
    for at in 0..model.output_outlets().map_err(words)?.len() {
        model
            .set_output_fact(at, InferenceFact::default())
            .map_err(words)?;
    }
    let names = |outlets: &[OutletId], model: &InferenceModel| {
        outlets
            .iter()
            .map(|outlet| model.node(outlet.node).name.clone())
            .collect::<Vec<_>>()
    };
    let inputs = names(model.input_outlets().map_err(words)?, &model);
    let outputs = model
        .output_outlets()
        .map_err(words)?
        .iter()
        .map(|outlet| {
            let label = model.outlet_label(*outlet).map(str::to_owned);
            label.unwrap_or_else(|| model.node(outlet.node).name.clone())
        })
        .collect();
    let plan = model
        .into_optimized()
        .and_then(|model| model.into_runnable())
        .map_err(words)?;
    Ok(Box::new(Embedded {
        plan,
        inputs,
        outputs,
    }))
}

type Plan = Arc<TypedRunnableModel>;

/// A graph inside tract.
struct Embedded {
    plan: Plan,
    inputs: Vec<String>,
    outputs: Vec<String>,
}

impl Embedded {
    fn run_one(&self, one: usize, inputs: &[Input<'_>]) -> Result<TVec<TValue>, String> {
        let mut values = tvec!();
        for name in &self.inputs {
            let input = inputs.iter().find(|input| input.name == name);
            let input = input.ok_or_else(|| format!("it wants an input {name:?}"))?;
            let size: usize = input.shape.iter().product();
            let shape: Vec<usize> = std::iter::once(1)
                .chain(input.shape.iter().copied())
                .collect();
            let data = &input.data[one * size..(one + 1) * size];
            let tensor = Tensor::from_shape(&shape, data).map_err(|error| format!("{error:#}"))?;
            values.push(tensor.into_tvalue());
        }
        self.plan.run(values).map_err(|error| format!("{error:#}"))
    }
}

impl Graph for Embedded {
    fn run(
        &mut self,
        batch: usize,
        inputs: Vec<Input<'_>>,
        outputs: &[&str],
    ) -> Result<Vec<Vec<f32>>, String> {
        let places = outputs
            .iter()
            .map(|&name| {
                let place = self.outputs.iter().position(|output| output == name);
                place.ok_or_else(|| format!("it has no output {name:?}"))
            })
            .collect::<Result<Vec<usize>, String>>()?;
        let mut all = vec![Vec::new(); outputs.len()];
        for one in 0..batch {
            let found = self.run_one(one, &inputs)?;
            for (all, &place) in all.iter_mut().zip(&places) {
                let view = found[place]
                    .to_plain_array_view::<f32>()
                    .map_err(|error| format!("{error:#}"))?;
                all.extend(view.iter().copied());
            }
        }
        Ok(all)
    }
}
