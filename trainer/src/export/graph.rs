//! A small builder of ONNX graphs: each operation is a method that gives its output's name.

use prost::Message;

use super::onnx::{
    AttributeProto, Dimension, DimensionProto, FLOAT, GraphProto, INT64, IR_VERSION, ModelProto,
    NodeProto, OPSET, OperatorSetIdProto, TensorProto, TensorShapeProto, TensorTypeProto,
    TypeProto, ValueInfoProto,
};
use crate::network::parameters::Matrix;

/// A value in a graph, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value(String);

/// Where a row or column of a batch stands: a dimension that is not fixed.
pub enum Size<'a> {
    /// As long as everything else of this name.
    Named(&'a str),
    /// Always so long.
    Fixed(usize),
    /// Whatever comes: inside a Scan, where a runtime that fixes the batch must not meet a name.
    Open,
}

/// A graph being built.
#[derive(Debug)]
pub struct Graph {
    graph: GraphProto,
    count: usize,
}

impl Graph {
    /// An empty graph; values are named after it, so nested graphs need other names.
    pub fn new(name: &str) -> Self {
        Self {
            graph: GraphProto {
                name: name.to_owned(),
                ..GraphProto::default()
            },
            count: 0,
        }
    }

    /// An input of float32.
    pub fn input(&mut self, name: &str, shape: &[Size<'_>]) -> Value {
        self.graph.input.push(value_info(name, shape));
        Value(name.to_owned())
    }

    /// Makes a value an output under this name.
    pub fn output(&mut self, name: &str, value: &Value, shape: &[Size<'_>]) {
        self.node("Identity", &[value], Vec::new(), name.to_owned());
        self.graph.output.push(value_info(name, shape));
    }

    /// Constant numbers.
    pub fn constant(&mut self, values: &[f32], shape: &[usize]) -> Value {
        let bytes = values
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect();
        self.tensor(FLOAT, bytes, shape)
    }

    /// A constant matrix.
    pub fn matrix(&mut self, matrix: &Matrix) -> Value {
        self.constant(&matrix.values, &[matrix.rows, matrix.columns])
    }

    /// A constant number.
    pub fn number(&mut self, value: f32) -> Value {
        self.constant(&[value], &[1])
    }

    fn indices(&mut self, values: &[i64]) -> Value {
        let bytes = values
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect();
        self.tensor(INT64, bytes, &[values.len()])
    }

    fn tensor(&mut self, data_type: i32, raw_data: Vec<u8>, shape: &[usize]) -> Value {
        let name = self.fresh();
        let dims = shape.iter().map(|&size| size as i64).collect();
        self.graph.initializer.push(TensorProto {
            dims,
            data_type,
            name: name.clone(),
            raw_data,
        });
        Value(name)
    }

    fn fresh(&mut self) -> String {
        self.count += 1;
        format!("{}.{}", self.graph.name, self.count)
    }

    fn node(
        &mut self,
        op_type: &str,
        inputs: &[&Value],
        attribute: Vec<AttributeProto>,
        output: String,
    ) -> Value {
        self.graph.node.push(NodeProto {
            input: inputs.iter().map(|value| value.0.clone()).collect(),
            output: vec![output.clone()],
            name: output.clone(),
            op_type: op_type.to_owned(),
            attribute,
        });
        Value(output)
    }

    fn op(&mut self, op_type: &str, inputs: &[&Value], attribute: Vec<AttributeProto>) -> Value {
        let output = self.fresh();
        self.node(op_type, inputs, attribute, output)
    }

    /// Sum, broadcast.
    pub fn add(&mut self, a: &Value, b: &Value) -> Value {
        self.op("Add", &[a, b], Vec::new())
    }

    /// Difference, broadcast.
    pub fn sub(&mut self, a: &Value, b: &Value) -> Value {
        self.op("Sub", &[a, b], Vec::new())
    }

    /// Product, broadcast.
    pub fn mul(&mut self, a: &Value, b: &Value) -> Value {
        self.op("Mul", &[a, b], Vec::new())
    }

    /// Quotient, broadcast.
    pub fn div(&mut self, a: &Value, b: &Value) -> Value {
        self.op("Div", &[a, b], Vec::new())
    }

    /// The larger, broadcast.
    pub fn max(&mut self, a: &Value, b: &Value) -> Value {
        self.op("Max", &[a, b], Vec::new())
    }

    /// Product of matrices.
    pub fn matmul(&mut self, a: &Value, b: &Value) -> Value {
        self.op("MatMul", &[a, b], Vec::new())
    }

    /// An operation on each number: `Sigmoid`, `Tanh`, `Relu`, `Softplus`, `Sqrt`, `Log`, …
    pub fn each(&mut self, op_type: &str, a: &Value) -> Value {
        self.op(op_type, &[a], Vec::new())
    }

    /// 1 where `a > b`, else 0.
    pub fn greater(&mut self, a: &Value, b: &Value) -> Value {
        let greater = self.op("Greater", &[a, b], Vec::new());
        self.op(
            "Cast",
            &[&greater],
            vec![AttributeProto::int("to", i64::from(FLOAT))],
        )
    }

    /// Mean over the last axis, which stays with length 1.
    pub fn mean_last(&mut self, a: &Value) -> Value {
        self.mean(a, -1)
    }

    /// Mean over an axis, which stays with length 1.
    pub fn mean(&mut self, a: &Value, axis: i64) -> Value {
        let attributes = vec![
            AttributeProto::ints("axes", &[axis]),
            AttributeProto::int("keepdims", 1),
        ];
        self.op("ReduceMean", &[a], attributes)
    }

    /// Puts values side by side along an axis.
    pub fn concat(&mut self, values: &[&Value], axis: i64) -> Value {
        self.op("Concat", values, vec![AttributeProto::int("axis", axis)])
    }

    /// The part from `start` to before `end` along an axis.
    pub fn slice(&mut self, a: &Value, axis: i64, start: usize, end: usize) -> Value {
        let start = self.indices(&[start as i64]);
        let end = self.indices(&[end as i64]);
        let axis = self.indices(&[axis]);
        self.op("Slice", &[a, &start, &end, &axis], Vec::new())
    }

    /// Another shape; −1 is found out.
    pub fn reshape(&mut self, a: &Value, shape: &[i64]) -> Value {
        let shape = self.indices(shape);
        self.op("Reshape", &[a, &shape], Vec::new())
    }

    /// Axes in another order.
    pub fn transpose(&mut self, a: &Value, order: &[i64]) -> Value {
        self.op("Transpose", &[a], vec![AttributeProto::ints("perm", order)])
    }

    /// Runs `body` along the first axis of `sequences`; the body's inputs and outputs are the
    /// states, then the sequences' slices. Gives the sequences that it puts out.
    pub fn scan(
        &mut self,
        body: Self,
        states: &[&Value],
        sequences: &[&Value],
        outputs: usize,
    ) -> Vec<Value> {
        let attribute = vec![
            AttributeProto::graph("body", body.graph),
            AttributeProto::int("num_scan_inputs", sequences.len() as i64),
        ];
        let names: Vec<String> = (0..states.len() + outputs).map(|_| self.fresh()).collect();
        let inputs = states
            .iter()
            .chain(sequences)
            .map(|value| value.0.clone())
            .collect();
        self.graph.node.push(NodeProto {
            input: inputs,
            output: names.clone(),
            name: self.graph.name.clone() + ".scan",
            op_type: "Scan".to_owned(),
            attribute,
        });
        names[states.len()..].iter().cloned().map(Value).collect()
    }

    /// The bytes of a file with this graph.
    pub fn into_bytes(self) -> Vec<u8> {
        ModelProto {
            ir_version: IR_VERSION,
            producer_name: "quatrain".to_owned(),
            producer_version: env!("CARGO_PKG_VERSION").to_owned(),
            graph: Some(self.graph),
            opset_import: vec![OperatorSetIdProto {
                domain: String::new(),
                version: OPSET,
            }],
        }
        .encode_to_vec()
    }
}

fn value_info(name: &str, shape: &[Size<'_>]) -> ValueInfoProto {
    let dimension = |size: &Size<'_>| DimensionProto {
        value: match size {
            Size::Named(name) => Some(Dimension::Named((*name).to_owned())),
            Size::Fixed(size) => Some(Dimension::Fixed(*size as i64)),
            Size::Open => None,
        },
    };
    let shape = TensorShapeProto {
        dim: shape.iter().map(dimension).collect(),
    };
    let tensor_type = TensorTypeProto {
        elem_type: FLOAT,
        shape: Some(shape),
    };
    let r#type = Some(TypeProto {
        tensor_type: Some(tensor_type),
    });
    ValueInfoProto {
        name: name.to_owned(),
        r#type,
    }
}
