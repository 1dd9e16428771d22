//! The signature: SSHSIG (PROTOCOL.sshsig of OpenSSH), Ed25519, SHA-512, so that stock
//! `ssh-keygen -Y verify` checks it.

use ed25519_dalek::{Signature, VerifyingKey};
use ssh_key::public::{Ed25519PublicKey, KeyData};
use ssh_key::{Algorithm, HashAlg, LineEnding, PublicKey, SshSig};

use crate::key::{DeviceKey, public_string};

/// The SSHSIG namespace of a study's bundles. It keeps a signature made for one study, or for
/// anything else, from being shown as one for another.
pub fn namespace(study_id: &str) -> String {
    format!("submission@{study_id}")
}

/// Signs the tag manifest; the result is the armoured text of `tagmanifest-sha512.txt.sig`.
pub(crate) fn sign(device: &DeviceKey, study_id: &str, message: &[u8]) -> Vec<u8> {
    let namespace = namespace(study_id);
    let signed = SshSig::signed_data(&namespace, HashAlg::Sha512, message)
        .expect("the namespace is not empty");
    let raw = ed25519_dalek::Signer::sign(&device.0, &signed);
    let signature = ssh_key::Signature::new(Algorithm::Ed25519, raw.to_bytes())
        .expect("64 bytes are an Ed25519 signature");
    let key = KeyData::Ed25519(Ed25519PublicKey(device.0.verifying_key().to_bytes()));
    SshSig::new(key, namespace, HashAlg::Sha512, signature)
        .and_then(|signature| signature.to_pem(LineEnding::LF))
        .expect("an Ed25519 signature can be written")
        .into_bytes()
}

/// Checks a detached signature over the tag manifest against the key the bundle names.
pub(crate) fn verify(
    claimed_key: &str,
    study_id: &str,
    message: &[u8],
    signature: &[u8],
) -> Result<(), VerifyError> {
    let claimed = PublicKey::from_openssh(claimed_key).map_err(|_| VerifyError::Key)?;
    let KeyData::Ed25519(claimed_bytes) = claimed.key_data() else {
        return Err(VerifyError::Key);
    };
    let key = VerifyingKey::from_bytes(&claimed_bytes.0).map_err(|_| VerifyError::Key)?;
    if public_string(&key) != claimed_key {
        return Err(VerifyError::Key);
    }
    let signature = SshSig::from_pem(signature).map_err(|_| VerifyError::Unreadable)?;
    if signature.public_key() != claimed.key_data() {
        return Err(VerifyError::OtherKey);
    }
    let namespace = namespace(study_id);
    if signature.namespace() != namespace || signature.hash_alg() != HashAlg::Sha512 {
        return Err(VerifyError::OtherPurpose);
    }
    let raw =
        Signature::from_slice(signature.signature_bytes()).map_err(|_| VerifyError::Unreadable)?;
    let signed = SshSig::signed_data(&namespace, HashAlg::Sha512, message)
        .map_err(|_| VerifyError::OtherPurpose)?;
    // Strict: keys of small order and malleable signatures are refused.
    key.verify_strict(&signed, &raw)
        .map_err(|_| VerifyError::DoesNotFit)
}

/// Why a signature does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// The bundle names no usable Ed25519 key.
    #[error("the device key is not a plain ssh-ed25519 key")]
    Key,
    /// The signature file cannot be read.
    #[error("the signature file cannot be read")]
    Unreadable,
    /// Made by another key than the bundle names.
    #[error("it was made by another key than the bundle names")]
    OtherKey,
    /// Made for another study or another purpose.
    #[error("it was made for another study or purpose")]
    OtherPurpose,
    /// The content was changed after signing.
    #[error("the content is not what was signed")]
    DoesNotFit,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_its_study_its_key_and_its_bytes_only() {
        let (device, other) = (DeviceKey::make(), DeviceKey::make());
        let sig = sign(&device, "study", b"manifest");
        let check = |key: &DeviceKey, study, bytes: &[u8], sig: &[u8]| {
            verify(&key.public(), study, bytes, sig)
        };
        assert_eq!(check(&device, "study", b"manifest", &sig), Ok(()));
        assert_eq!(
            check(&other, "study", b"manifest", &sig),
            Err(VerifyError::OtherKey)
        );
        assert_eq!(
            check(&device, "other", b"manifest", &sig),
            Err(VerifyError::OtherPurpose)
        );
        assert_eq!(
            check(&device, "study", b"manifesT", &sig),
            Err(VerifyError::DoesNotFit)
        );
        assert_eq!(
            check(&device, "study", b"manifest", b""),
            Err(VerifyError::Unreadable)
        );
    }

    /// The signature file with these 64 bytes as its signature.
    fn sshsig(key: &[u8; 32], study: &str, raw: &[u8; 64]) -> Vec<u8> {
        let key = KeyData::Ed25519(ssh_key::public::Ed25519PublicKey(*key));
        let signature = ssh_key::Signature::new(ssh_key::Algorithm::Ed25519, raw.to_vec()).unwrap();
        let file = SshSig::new(key, namespace(study), HashAlg::Sha512, signature).unwrap();
        file.to_pem(LineEnding::LF).unwrap().into_bytes()
    }

    /// A key of small order "signs" everything: R is the neutral point and S nothing.
    #[test]
    fn a_key_that_signs_everything_is_refused() {
        let mut neutral = [0; 32];
        neutral[0] = 1;
        let mut raw = [0; 64];
        raw[..32].copy_from_slice(&neutral);
        let key = VerifyingKey::from_bytes(&neutral).unwrap();
        // Who is not strict takes it.
        let message = b"anything";
        let signed = SshSig::signed_data(&namespace("study"), HashAlg::Sha512, message).unwrap();
        let loosely = ed25519_dalek::Verifier::verify(&key, &signed, &Signature::from_bytes(&raw));
        assert!(loosely.is_ok());
        let file = sshsig(&neutral, "study", &raw);
        assert_eq!(
            verify(&public_string(&key), "study", message, &file),
            Err(VerifyError::DoesNotFit)
        );
    }

    /// S + L stands for the same number as S: a second signature without the key.
    #[test]
    fn a_signature_has_one_form_only() {
        const L: [u8; 32] = [
            0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9,
            0xde, 0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
        ];
        let device = DeviceKey::make();
        let honest = sign(&device, "study", b"manifest");
        let parsed = SshSig::from_pem(&honest).unwrap();
        let mut raw: [u8; 64] = parsed.signature_bytes().try_into().unwrap();
        let KeyData::Ed25519(key) = parsed.public_key() else {
            panic!("not Ed25519");
        };
        let again = sshsig(&key.0, "study", &raw);
        assert_eq!(
            verify(&device.public(), "study", b"manifest", &again),
            Ok(())
        );
        let mut carry = 0;
        for (byte, more) in raw[32..].iter_mut().zip(L) {
            let sum = u16::from(*byte) + u16::from(more) + carry;
            *byte = sum.to_le_bytes()[0];
            carry = sum >> 8;
        }
        let second = sshsig(&key.0, "study", &raw);
        assert_eq!(
            verify(&device.public(), "study", b"manifest", &second),
            Err(VerifyError::DoesNotFit)
        );
    }
}
