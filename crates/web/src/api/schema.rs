//! Codes of `law` as schemas: the list of values comes from the enum itself.

use law::kernel::coded::Coded;
use utoipa::openapi::schema::{Array, ArrayBuilder, Object, ObjectBuilder, SchemaType, Type};

/// A text that is one of the codes.
pub fn coded<C: Coded>() -> Object {
    let values = C::ALL.iter().map(|value| value.code());
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(values)).build()
}

/// The same, where the fact may not be known.
pub fn maybe_coded<C: Coded>() -> Object {
    let values = C::ALL.iter().map(|value| serde_json::Value::from(value.code()));
    ObjectBuilder::new()
        .schema_type(SchemaType::Array(vec![Type::String, Type::Null]))
        .enum_values(Some(values.chain([serde_json::Value::Null])))
        .build()
}

/// A list of codes.
pub fn codes<C: Coded>() -> Array {
    ArrayBuilder::new().items(coded::<C>()).build()
}
