//! Keys from secrets and keys from keys: Argon2id (RFC 9106) and HKDF-SHA-256 (RFC 5869).

use argon2::{Algorithm, Argon2, Block, Params, Version};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::cost::{Cost, CostError};
use crate::passphrase::Passphrase;
use crate::secret_bytes::{SecretBytes, wiping_stack};

/// A key of 32 bytes that stays where it was made and is wiped when it is dropped.
pub(crate) type Key = SecretBytes<32>;

/// HKDF-SHA-256 to 32 bytes; `salt` and `info` are given in parts and joined.
pub(crate) fn derive_key(material: &[u8], salt: &[&[u8]], info: &[&[u8]]) -> Key {
    let mut key = Key::zeros();
    wiping_stack(|| {
        Hkdf::<Sha256>::new(Some(&salt.concat()), material)
            .expand_multi_info(info, key.as_mut_slice())
            .expect("32 bytes are less than HKDF gives");
    });
    key
}

/// Argon2id version 0x13 to 32 bytes. The bounds of `cost` are checked before memory is asked for.
pub(crate) fn derive_slow(
    passphrase: &Passphrase,
    salt: &[u8; 16],
    cost: Cost,
) -> Result<Key, SlowError> {
    cost.check()?;
    let out_of_memory = SlowError::OutOfMemory {
        memory_kib: cost.memory_kib,
    };
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32))
        .map_err(|_| out_of_memory)?;
    // Our own memory and not the library's, which gives it back unwiped.
    let mut memory: Zeroizing<Vec<Block>> = Zeroizing::new(Vec::new());
    memory
        .try_reserve_exact(params.block_count())
        .map_err(|_| out_of_memory)?;
    memory.resize(params.block_count(), Block::new());
    let mut key = Key::zeros();
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    wiping_stack(|| {
        argon.hash_password_into_with_memory(
            passphrase.as_bytes(),
            salt,
            key.as_mut_slice(),
            memory.as_mut_slice(),
        )
    })
    .map_err(|_| out_of_memory)?;
    Ok(key)
}

/// Why no slow key was derived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SlowError {
    #[error(transparent)]
    Cost(#[from] CostError),
    #[error("this device did not give the {memory_kib} KiB of memory that the passphrase costs")]
    OutOfMemory { memory_kib: u32 },
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 9106, section 5.3.
    #[test]
    fn argon2id_is_the_rfc_s() {
        let params = argon2::ParamsBuilder::new()
            .m_cost(32)
            .t_cost(3)
            .p_cost(4)
            .data(argon2::AssociatedData::new(&[4; 12]).unwrap())
            .build()
            .unwrap();
        let argon = Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, params);
        let mut tag = [0; 32];
        argon
            .unwrap()
            .hash_password_into(&[1; 32], &[2; 16], &mut tag)
            .unwrap();
        assert_eq!(
            hex::encode(tag),
            "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
        );
    }

    /// RFC 5869, appendix A.1, its first 32 bytes.
    #[test]
    fn hkdf_is_the_rfc_s_and_joins_its_parts() {
        let salt: Vec<u8> = (0x00..=0x0c).collect();
        let info: Vec<u8> = (0xf0..=0xf9).collect();
        let key = derive_key(
            &[0x0b; 22],
            &[&salt[..5], &salt[5..]],
            &[&info[..3], &info[3..]],
        );
        assert_eq!(
            hex::encode(key.as_slice()),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
        );
    }

    #[test]
    fn a_cost_out_of_bounds_derives_nothing() {
        let cost = Cost {
            memory_kib: u32::MAX,
            passes: 3,
            lanes: 1,
        };
        let error = derive_slow(&Passphrase::new("x"), &[0; 16], cost).unwrap_err();
        assert_eq!(error, SlowError::Cost(CostError::AboveCeiling(cost)));
    }
}
