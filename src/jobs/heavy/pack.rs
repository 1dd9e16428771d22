//! Packing a bundle, one recording after another, and opening it again before it is called ready.

use std::cell::RefCell;

use bundle::{
    CleanFile, DeviceKey, Identity, OpenBundle, Outgoing, PackError, Packed, Packer, Recipient,
};
use journal::{Entry, Recording};

use crate::browser::worker::Payload;
use crate::jobs::{Done, Failure, Step};

thread_local! {
    /// The bundle that is being packed. A page asks for one at a time; a new one ends the old.
    static PACKING: RefCell<Option<Packing>> = const { RefCell::new(None) };
    /// What the bundle that was packed last has to hold, and the writer's own key.
    static PACKED: RefCell<Option<(Packed, Identity)>> = const { RefCell::new(None) };
}

struct Packing {
    packer: Packer,
    own: Identity,
    /// The recording that the page was asked for.
    wanted: Option<Recording>,
}

pub(super) fn begin(
    outgoing: Outgoing,
    device_seed: &[u8; 32],
    own_identity: &str,
    recipients: &[(String, String, String)],
    step: impl Fn(Step),
) -> Result<(Done, Vec<u8>), Failure> {
    step(Step::Sealing);
    let own: Identity = own_identity.parse().map_err(|_| Failure::Other)?;
    let recipients = recipients
        .iter()
        .map(|(id, name, key)| Ok((id.clone(), name.clone(), key.parse::<Recipient>()?)))
        .collect::<Result<Vec<_>, bundle::ParseKeyError>>()
        .map_err(|_| Failure::Other)?;
    let device = DeviceKey::from_seed(device_seed);
    PACKED.take();
    let packer = Packer::begin(outgoing, &device, &recipients, &own.recipient());
    let packer = packer.map_err(failure)?;
    let packing = Packing {
        packer,
        own,
        wanted: None,
    };
    go_on(packing, Vec::new())
}

pub(super) fn add(file: &[u8], mime: &str, duration_ms: u64) -> Result<(Done, Vec<u8>), Failure> {
    let mut packing = PACKING.take().ok_or(Failure::Other)?;
    let wanted = packing.wanted.take().ok_or(Failure::Other)?;
    let file = CleanFile {
        bytes: file,
        mime,
        duration_ms,
    };
    let piece = packing.packer.add(&wanted, &file).map_err(failure)?;
    go_on(packing, piece)
}

/// Asks for the next recording, or closes the bundle.
fn go_on(mut packing: Packing, mut piece: Vec<u8>) -> Result<(Done, Vec<u8>), Failure> {
    if let Some(next) = packing.packer.next_recording().cloned() {
        packing.wanted = Some(next.clone());
        PACKING.set(Some(packing));
        return Ok((Done::Wants(Box::new(next)), piece));
    }
    let mut packed = packing.packer.finish().map_err(failure)?;
    piece.append(&mut packed.bytes);
    let receipt = Box::new(packed.receipt.clone());
    PACKED.set(Some((packed, packing.own)));
    Ok((Done::Packed(receipt), piece))
}

pub(super) fn check(payload: &Payload, step: impl Fn(Step)) -> Result<Done, Failure> {
    step(Step::Checking);
    let (packed, own) = PACKED.take().ok_or(Failure::Other)?;
    let reader = payload.reader().ok_or(Failure::Other)?;
    let opened = OpenBundle::read(reader, &[own]).map_err(|_| Failure::NotTheSame)?;
    let opened = opened.into_opened();
    let found: Vec<Entry> = opened
        .entries
        .into_iter()
        .map(|opened| opened.entry)
        .collect();
    let is_same = found == packed.entries
        && opened.tagmanifest_sha512 == packed.receipt.tagmanifest_sha512
        && opened.file_sha256 == packed.receipt.file_sha256;
    is_same.then_some(Done::Checked).ok_or(Failure::NotTheSame)
}

fn failure(error: PackError) -> Failure {
    match error {
        PackError::Nothing => Failure::Nothing,
        PackError::TooLarge => Failure::TooLarge,
        _ => Failure::Other,
    }
}
