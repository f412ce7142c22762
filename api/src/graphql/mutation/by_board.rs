//! Adjustment of minutes by the body itself, at a later meeting.

use super::input::{id, inputs, invalid, optional};
use super::minutes::{paragraph, target};
use super::recorded::{Recorded, run};
use crate::graphql::codes;
use application::live::{Act, MinutesAct};
use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::adjustment::Prevention;
use domain::id::{DecisionId, PersonId};

/// Somebody in whose place the body adjusts.
#[derive(InputObject, Debug)]
pub struct InsteadOfInput {
    /// Who: one of those whose signatures `live.parts` asks for.
    pub person: ID,
    /// Why there is no signature.
    pub reason: codes::Prevention,
}

inputs! {
    /// Minutes that the body has adjusted itself, by a decision at a later meeting.
    AdjustByBoardInput {
        /// The meeting whose minutes are adjusted.
        meeting: ID,
        /// A paragraph of a unit adjusted at once; left out = all that no such unit holds.
        paragraph: Option<ID>,
        /// The decision, of a later meeting of the same body, by which it adjusted them.
        decision: ID,
        /// Everybody who does not sign. All others have signed.
        instead_of: Vec<InsteadOfInput>,
        /// The digest of what the body had before it, as `live.parts` tells it: where the text is another by now,
        /// nothing is adjusted.
        digest: Option<String>,
    }
}

fn instead_of(values: &[InsteadOfInput]) -> Result<Vec<(PersonId, Prevention)>> {
    if values.is_empty() {
        return Err(invalid("insteadOf", "must not be empty"));
    }
    let all = values.iter().enumerate();
    all.map(|(place, value)| {
        let field = format!("insteadOf.{place}.person");
        Ok((
            id(&field, &value.person, PersonId::parse)?,
            value.reason.into(),
        ))
    })
    .collect()
}

/// Adjustment of minutes by the body itself.
#[derive(Debug, Default)]
pub struct ByBoardMutations;

/// Adjustment of minutes by the body itself.
#[Object]
impl ByBoardMutations {
    /// Records that the body adjusted minutes itself, by a decision with a quorum at a later meeting, in place of those
    /// who cannot sign. The day of adjustment is that of the later meeting, or of the last signature where that came
    /// after. The part is sealed like one that all have signed.
    async fn adjust_by_board(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What, by which decision, in whose place.")] input: AdjustByBoardInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let act = MinutesAct::AdjustByBoard {
                paragraph: paragraph(input.paragraph.as_ref())?,
                decision: id("decision", &input.decision, DecisionId::parse)?,
                instead_of: instead_of(&input.instead_of)?,
                digest: optional("digest", input.digest.as_ref())?,
            };
            Ok((target(&input.meeting)?, Act::Minutes(act)))
        })
        .await
    }
}
