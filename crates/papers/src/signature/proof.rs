//! What may stand behind a signature and leaves alone what was signed: the proof that its certificates were good
//! (*dữ liệu xác thực*: PAdES B-LT, `/DSS`), for a time when nobody can be asked about them any more.
//!
//! An update is taken for such proof when it holds certificates, their lists and answers, what names these, the
//! catalogue as it was but for their entry, and the notes on the file as they were but for the program and the day that
//! wrote it last; when every other object is a new one, or was proof before; and when nothing in the signed file points
//! to a new one, so that none of them fills a gap in it. Everything else is a change.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_syntax::Pdf;
use hayro_syntax::object::{MaybeRef, Object as Read};

use super::update::{Dict, File, Object, Update, Value, updates};

/// Entries that close an update; a list that is an object has some of its own.
const CLOSING: &[&[u8]] = &[b"Size", b"Root", b"Prev", b"Info", b"ID"];
const CLOSING_LIST: &[&[u8]] = &[b"Type", b"W", b"Index", b"Filter", b"DecodeParms", b"Length"];
/// Objects within objects, no deeper.
const DEPTH: usize = 40;

/// How often each object is pointed to, by its number.
type Pointers = BTreeMap<u32, usize>;

/// Whether what stands behind `end` is proof and nothing else.
pub(super) fn only_proof(pdf: &[u8], end: usize) -> bool {
    // The reader is made for broken files; should it still trip over one, nothing is taken for proof.
    catch_unwind(AssertUnwindSafe(|| read(pdf, end))).ok().flatten().is_some()
}

fn read(pdf: &[u8], end: usize) -> Option<()> {
    let added = updates(pdf, end)?;
    let signed = File::open(&pdf[..end])?;
    let root = signed.trailer.get(&b"Root"[..])?;
    let Value::Ref(number, 0) = *root else { return None };
    let mut catalogue = signed.object(number)?.value.dict()?.clone();
    let notes = match signed.trailer.get(&b"Info"[..]) {
        Some(Value::Ref(at, 0)) if *at != number => signed.object(*at).map(|object| (*at, object.value)),
        _ => None,
    };
    let noted = |at: u32| notes.as_ref().filter(|(own, _)| *own == at).map(|(_, value)| value);
    let stray = |update: &Update<'_>| {
        let known = |at: u32| at == number || update.list == Some(at) || noted(at).is_some();
        update.objects.iter().any(|(at, object)| !known(*at) && !is_proof(object))
    };
    if added.iter().any(stray) {
        return None;
    }
    let (size, pointers) = (signed.size()?, pointers(&pdf[..end])?);
    if pointers.last_key_value().is_some_and(|(last, _)| *last >= size) {
        return None;
    }
    let mut own = earlier(&signed, &catalogue, &pointers);
    let (mut needed, mut start) = (Pointers::new(), signed.start);
    for update in &added {
        closes(update, &signed, start)?;
        start = update.start;
        for (at, object) in &update.objects {
            if *at == number {
                let new = object.value.dict().filter(|_| object.stream.is_none())?;
                adds_proof(&catalogue, new).then_some(())?;
                count(new.get(&b"DSS"[..])?, &mut needed);
                catalogue = new.clone();
                continue;
            }
            if let Some(before) = noted(*at) {
                (object.stream.is_none() && same_notes(before, &object.value)).then_some(())?;
                continue;
            }
            (*at >= size || own.contains(at)).then_some(())?;
            if update.list != Some(*at) {
                own.insert(*at);
                count(&object.value, &mut needed);
            }
        }
    }
    needed.keys().all(|at| own.contains(at)).then_some(())
}

/// Whether an update is joined to what was before it and turns nothing else.
fn closes(update: &Update<'_>, signed: &File<'_>, start: usize) -> Option<()> {
    let said = |name: &[u8]| update.trailer.get(name);
    let known =
        |name: &&[u8]| CLOSING.contains(name) || (update.list.is_some() && CLOSING_LIST.contains(name));
    let same = |name: &[u8]| said(name) == signed.trailer.get(name);
    #[expect(clippy::cast_precision_loss, reason = "no file is that long")]
    let joined = said(b"Prev") == Some(&Value::Number(start as f64));
    let names = update.trailer.keys().all(|name| known(&name.as_slice()));
    (joined && names && same(b"Root") && same(b"Info")).then_some(())
}

/// Whether a catalogue is the one before with an entry for proof, and maybe what it says about its version.
fn adds_proof(before: &Dict, after: &Dict) -> bool {
    let rest = |dict: &Dict| -> Dict {
        let kept = |name: &[u8]| name != b"DSS" && name != b"Extensions";
        dict.iter()
            .filter(|(name, _)| kept(name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    };
    let proof = after.get(&b"DSS"[..]).is_some_and(|it| match it {
        Value::Ref(..) => true,
        value => value.dict().is_some_and(is_store),
    });
    let (old, new) = (before.get(&b"Extensions"[..]), after.get(&b"Extensions"[..]));
    let version = |value: &Value| {
        let plain = |value: &Value| matches!(value, Value::Name(_) | Value::Number(_) | Value::Text(_));
        value.dict().is_some_and(|entries| entries.values().all(plain))
    };
    let versions = new.and_then(Value::dict).is_some_and(|entries| entries.values().all(version));
    proof && rest(before) == rest(after) && (old == new || versions)
}

/// Whether the notes on a file differ in nothing but the program and the day that wrote it last.
fn same_notes(before: &Value, after: &Value) -> bool {
    let last = |name: &[u8]| name == b"ModDate" || name == b"Producer";
    let rest = |value: &Value| -> Option<Dict> {
        let kept = value.dict()?.iter().filter(|(name, _)| !last(name));
        Some(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
    };
    let texts = after.dict().is_some_and(|dict| {
        dict.iter().filter(|(name, _)| last(name)).all(|(_, value)| matches!(value, Value::Text(_)))
    });
    texts && rest(before) == rest(after)
}

/// A certificate, a list of revoked ones, an answer about one; or what names them.
fn is_proof(object: &Object<'_>) -> bool {
    match &object.value {
        Value::Dict(dict) if object.stream.is_some() => {
            let bare = dict.keys().all(|name| [&b"Length"[..], b"Filter"].contains(&name.as_slice()));
            bare && object.unpacked().is_some_and(|bytes| is_one_value(&bytes))
        }
        Value::Dict(dict) => is_store(dict) || is_entry(dict) || is_entries(dict),
        value => is_pointers(value),
    }
}

/// `/DSS`: the lists, and what belongs to which signature.
fn is_store(dict: &Dict) -> bool {
    dict.iter().all(|(name, value)| match name.as_slice() {
        b"Type" => value.is_name(b"DSS"),
        b"Certs" | b"CRLs" | b"OCSPs" => matches!(value, Value::Ref(..)) || is_pointers(value),
        b"VRI" => matches!(value, Value::Ref(..)) || value.dict().is_some_and(is_entries),
        _ => false,
    })
}

/// By the hash of each signature, what belongs to it.
fn is_entries(dict: &Dict) -> bool {
    dict.iter().all(|(name, value)| {
        let hash = name.len() == 40 && name.iter().all(u8::is_ascii_hexdigit);
        hash && (matches!(value, Value::Ref(..)) || value.dict().is_some_and(is_entry))
    })
}

fn is_entry(dict: &Dict) -> bool {
    dict.iter().all(|(name, value)| match name.as_slice() {
        b"Type" => value.is_name(b"VRI"),
        b"Cert" | b"CRL" | b"OCSP" => matches!(value, Value::Ref(..)) || is_pointers(value),
        b"TS" => matches!(value, Value::Ref(..)),
        b"TU" => matches!(value, Value::Text(_)),
        _ => false,
    })
}

fn is_pointers(value: &Value) -> bool {
    matches!(value, Value::Array(values) if values.iter().all(|it| matches!(it, Value::Ref(..))))
}

/// Whether bytes are one value in DER, a sequence, and nothing behind it.
fn is_one_value(bytes: &[u8]) -> bool {
    let long = match bytes {
        [0x30, short, ..] if *short < 0x80 => Some(2 + usize::from(*short)),
        [0x30, 0x81, a, ..] => Some(3 + usize::from(*a)),
        [0x30, 0x82, a, b, ..] => Some(4 + (usize::from(*a) << 8 | usize::from(*b))),
        [0x30, 0x83, a, b, c, ..] => {
            Some(5 + (usize::from(*a) << 16 | usize::from(*b) << 8 | usize::from(*c)))
        }
        _ => None,
    };
    long == Some(bytes.len())
}

/// The proof that was there when the file was signed: what hangs on the entry of the catalogue and on nothing else.
fn earlier(signed: &File<'_>, catalogue: &Dict, pointers: &Pointers) -> BTreeSet<u32> {
    let (mut within, mut found) = (Pointers::new(), BTreeSet::new());
    if let Some(value) = catalogue.get(&b"DSS"[..]) {
        count(value, &mut within);
    }
    let mut open: Vec<u32> = within.keys().copied().collect();
    while let Some(number) = open.pop() {
        if found.contains(&number) {
            continue;
        }
        if let Some(object) = signed.object(number).filter(is_proof) {
            found.insert(number);
            let before: BTreeSet<u32> = within.keys().copied().collect();
            count(&object.value, &mut within);
            open.extend(within.keys().filter(|number| !before.contains(number)));
        }
    }
    found.retain(|number| within.get(number) == pointers.get(number));
    found
}

fn count(value: &Value, pointers: &mut Pointers) {
    match value {
        Value::Ref(number, _) => *pointers.entry(*number).or_default() += 1,
        Value::Array(values) => values.iter().for_each(|value| count(value, pointers)),
        Value::Dict(dict) => dict.values().for_each(|value| count(value, pointers)),
        _ => {}
    }
}

/// What the objects of a file point to, packed ones too; and every number that is written as a pointer anywhere.
fn pointers(bytes: &[u8]) -> Option<Pointers> {
    let pdf = Pdf::new(bytes.to_vec()).ok()?;
    let mut found = Pointers::new();
    for object in pdf.objects() {
        count_read(&object, DEPTH, &mut found)?;
    }
    for at in bytes.windows(3).enumerate().filter(|(_, it)| it[1] == b' ' && it[2] == b'R').map(|(at, _)| at)
    {
        if let Some(number) = number_before(&bytes[..=at]) {
            found.entry(number).or_default();
        }
    }
    Some(found)
}

/// The first of the two numbers that end here, `12 0`.
fn number_before(bytes: &[u8]) -> Option<u32> {
    let tail = &bytes[bytes.len().saturating_sub(24)..];
    let mut words = tail.rsplit(|byte| !byte.is_ascii_digit()).filter(|word| !word.is_empty());
    let (generation, number) = (words.next()?, words.next()?);
    tail.ends_with(generation).then_some(())?;
    std::str::from_utf8(number).ok()?.parse().ok()
}

fn count_read(object: &Read<'_>, depth: usize, found: &mut Pointers) -> Option<()> {
    let depth = depth.checked_sub(1)?;
    let mut inner = |value: MaybeRef<Read<'_>>| match value {
        MaybeRef::Ref(it) => {
            *found.entry(u32::try_from(it.obj_number).ok()?).or_default() += 1;
            Some(())
        }
        MaybeRef::NotRef(object) => count_read(&object, depth, found),
    };
    match object {
        Read::Dict(dict) => dict.entries().try_for_each(|(_, value)| inner(value)),
        Read::Stream(stream) => stream.dict().entries().try_for_each(|(_, value)| inner(value)),
        Read::Array(array) => array.raw_iter().try_for_each(inner),
        _ => Some(()),
    }
}
