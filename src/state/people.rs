//! Whom one writes about: tokens that may leave, and a list of who they are that never does.

use journal::{Person, PersonKind};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::journal::Journal;
use super::records::{SaveError, Write};
use crate::browser::database::PROFILE;

/// The id of the list's record in the profile store.
pub(super) const PEOPLE_ID: [u8; 16] = [6; 16];

/// Somebody the writer knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// What stands for them in entries.
    pub person: Person,
    /// What the writer calls them. It stays on this phone.
    pub name: String,
}

impl Journal {
    /// Everybody the writer knows, in the order they were added.
    pub fn people(self) -> Vec<Known> {
        self.people.get()
    }

    /// What the writer calls somebody, if that is remembered.
    pub fn name_of(self, person: Person) -> Option<String> {
        self.people.with(|people| {
            let known = people.iter().find(|known| known.person == person)?;
            Some(known.name.clone())
        })
    }

    /// Adds somebody under the next number that no entry and nobody else ever had.
    pub async fn add_person(self, kind: PersonKind, name: String) -> Result<Person, SaveError> {
        let known = self.people.get_untracked();
        let written = self.entries.with_untracked(|entries| {
            let contexts = entries
                .values()
                .flat_map(|kept| &kept.revisions)
                .filter_map(|entry| entry.context.as_ref());
            let people: Vec<Person> = contexts
                .flat_map(|context| context.people.clone())
                .collect();
            people
        });
        let all = known.iter().map(|known| known.person).chain(written);
        let last = all
            .filter(|person| person.kind == kind)
            .map(|person| person.n);
        let person = Person {
            kind,
            n: last.max().unwrap_or_default() + 1,
        };
        let mut people = known;
        people.push(Known { person, name });
        self.put_people(people).await?;
        Ok(person)
    }

    /// Forgets who somebody is. The token stays where it was written.
    pub async fn forget_person(self, person: Person) -> Result<(), SaveError> {
        let mut people = self.people.get_untracked();
        people.retain(|known| known.person != person);
        self.put_people(people).await
    }

    async fn put_people(self, people: Vec<Known>) -> Result<(), SaveError> {
        let write = Write::put(PROFILE, PEOPLE_ID, &people)?;
        self.session.records()?.change(vec![write]).await?;
        self.if_open(|| self.people.set(people));
        Ok(())
    }
}
