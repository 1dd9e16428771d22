//! What one guess at a passphrase costs, and the bounds within which a stored cost is believed.

use serde::{Deserialize, Serialize};

/// The cost of Argon2id (RFC 9106) for one try at a passphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// Memory in KiB (`m`).
    pub memory_kib: u32,
    /// Passes over that memory (`t`).
    pub passes: u32,
    /// Lanes (`p`).
    pub lanes: u32,
}

impl Cost {
    /// What a new passphrase costs: 64 MiB, three passes, RFC 9106's second recommendation with
    /// one lane, because a browser has one thread for it.
    pub const STANDARD: Cost = Cost {
        memory_kib: 64 * 1024,
        passes: 3,
        lanes: 1,
    };

    /// The least that is written, and about the least that is read: 32 MiB, four passes.
    pub const FLOOR: Cost = Cost {
        memory_kib: 32 * 1024,
        passes: 4,
        lanes: 1,
    };

    /// What to try in turn where memory is short or a try takes longer than three seconds.
    pub const LADDER: [Cost; 3] = [
        Cost::STANDARD,
        Cost {
            memory_kib: 48 * 1024,
            passes: 4,
            lanes: 1,
        },
        Cost::FLOOR,
    ];

    /// Whether this cost is one that the vault writes and reads.
    ///
    /// # Errors
    /// Below the floor (memory, or memory times passes) a guess would be cheap; above the ceiling
    /// (256 MiB, 16 passes, 4 lanes) a forged keyring could stop the device.
    pub fn check(self) -> Result<(), CostError> {
        let work = |cost: Cost| u64::from(cost.memory_kib) * u64::from(cost.passes);
        if self.memory_kib > 256 * 1024 || self.passes > 16 || self.lanes > 4 {
            return Err(CostError::AboveCeiling(self));
        }
        if self.lanes == 0
            || self.memory_kib < Self::FLOOR.memory_kib
            || work(self) < work(Self::FLOOR)
        {
            return Err(CostError::BelowFloor(self));
        }
        Ok(())
    }
}

/// A cost that is refused before a byte of memory is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CostError {
    /// So cheap that guessing would be easy.
    #[error("the passphrase cost is below the floor ({} KiB, {} passes, {} lanes)", .0.memory_kib, .0.passes, .0.lanes)]
    BelowFloor(Cost),
    /// So dear that the device could stop.
    #[error("the passphrase cost is above the ceiling ({} KiB, {} passes, {} lanes)", .0.memory_kib, .0.passes, .0.lanes)]
    AboveCeiling(Cost),
}

impl CostError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some("the keyring was altered or damaged: bring it back from the second copy or a backup")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rung_of_the_ladder_is_allowed() {
        for cost in Cost::LADDER {
            assert_eq!(cost.check(), Ok(()));
        }
    }

    #[test]
    fn the_bounds_are_where_they_are_said_to_be() {
        let cost = |memory_kib, passes, lanes| Cost {
            memory_kib,
            passes,
            lanes,
        };
        let above = |c: Cost| assert_eq!(c.check(), Err(CostError::AboveCeiling(c)));
        let below = |c: Cost| assert_eq!(c.check(), Err(CostError::BelowFloor(c)));
        assert_eq!(cost(256 * 1024, 16, 4).check(), Ok(()));
        above(cost(256 * 1024 + 1, 16, 4));
        above(cost(4 * 1024 * 1024, 3, 1));
        above(cost(64 * 1024, u32::MAX, 1));
        above(cost(64 * 1024, 3, 5));
        assert_eq!(cost(32 * 1024, 4, 1).check(), Ok(()));
        below(cost(32 * 1024 - 1, 16, 1));
        below(cost(32 * 1024, 3, 1));
        below(cost(64 * 1024, 1, 1));
        below(cost(64 * 1024, 3, 0));
        below(cost(8, 16, 1));
    }
}
