//! What can be asked of a claim, what happened, and why something is refused.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::attempt::{FlagKind, Ground};
use super::roster::{Sheet, Via};
use super::{AssignmentState, State};
use crate::ids::{EvidenceId, PersonId};
use crate::review::content_hash::ContentHash;
use crate::review::decision::{DecisionError, Outcome};
use crate::review::draw::Drawn;
use crate::review::eligibility::{Eligible, Impartial};
use crate::review::evidence::{Submission, SubmissionError};
use crate::review::notices::ReminderKind;
use crate::review::rubric::{CriterionId, Level};

/// What can be asked of a claim.
#[derive(Clone, Debug)]
pub enum Command {
    /// The claimant hands in the work.
    Submit {
        /// The claimant.
        by: PersonId,
        /// The work.
        submission: Submission,
        /// The coach who agreed to one attempt more than the policy allows.
        signed_off_by: Option<PersonId>,
    },
    /// The claimant says who made the same work, before handing it in.
    NameCoAuthors {
        /// The claimant.
        by: PersonId,
        /// Everybody else who made it.
        co_authors: BTreeSet<PersonId>,
    },
    /// The claimant takes the work back within the first minutes.
    TakeBack {
        /// The claimant.
        by: PersonId,
    },
    /// A screener has looked.
    Screen(ScreeningVerdict),
    /// A slot is offered to somebody who was drawn.
    Offer {
        /// The person, checked now.
        eligible: Eligible,
        /// The draw.
        drawn: Drawn,
    },
    /// A reviewer looks at the offer and begins.
    Look {
        /// The person, checked now.
        eligible: Eligible,
    },
    /// An open slot is handed to somebody who showed up.
    HandOut {
        /// The person, checked now.
        eligible: Eligible,
        /// The slot.
        slot: u32,
    },
    /// A reviewer gives the work back.
    Decline {
        /// The reviewer.
        reviewer: PersonId,
    },
    /// A reviewer gives the work back for a conflict.
    Recuse {
        /// The reviewer.
        reviewer: PersonId,
    },
    /// A reviewer asks for more time, once.
    Extend {
        /// The reviewer.
        reviewer: PersonId,
    },
    /// A review comes in.
    Review {
        /// The person, checked now.
        eligible: Eligible,
        /// What was found.
        sheet: Sheet,
    },
    /// A review is changed within the first minutes.
    Amend {
        /// The reviewer.
        reviewer: PersonId,
        /// What was found.
        sheet: Sheet,
    },
    /// A review is withdrawn before the decision.
    WithdrawReview {
        /// The reviewer.
        reviewer: PersonId,
    },
    /// A reminder was posted.
    Remind {
        /// To whom.
        reviewer: PersonId,
        /// Which.
        kind: ReminderKind,
    },
    /// A reviewer points something out.
    Flag {
        /// The reviewer.
        by: PersonId,
        /// What.
        kind: FlagKind,
    },
    /// A moderator rules.
    Moderate {
        /// The person, checked now.
        impartial: Impartial,
        /// What follows.
        ruling: Ruling,
        /// Why, in writing.
        reason: String,
    },
    /// The claimant objects to a decision.
    Appeal {
        /// The claimant.
        by: PersonId,
        /// Why.
        ground: Ground,
        /// In the claimant's words.
        statement: String,
    },
    /// The claimant gives up the claim.
    Withdraw {
        /// The claimant.
        by: PersonId,
    },
    /// The owner of the achievement voids the claim for misconduct.
    Void {
        /// The owner.
        by: PersonId,
        /// Why, in writing.
        reason: String,
    },
    /// The credential is signed and stored.
    Issue {
        /// The hash of its bytes.
        credential: ContentHash,
    },
    /// Time has passed.
    Tick,
}

/// What a screener says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScreeningVerdict {
    /// Reviewers may see it.
    Pass,
    /// It goes back to the claimant.
    Return {
        /// What is missing.
        reason: String,
    },
}

/// What a moderator rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// The moderator's own levels; the outcome follows from them.
    Decide {
        /// A level for each criterion that is not carried over.
        levels: std::collections::BTreeMap<CriterionId, Level>,
    },
    /// One more reviewer; for an appeal a fresh panel.
    AskPeers,
}

/// Why a moderator is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The reviewers disagree on a criterion.
    Split,
    /// Every criterion passes, and yet most reviewers missed something.
    Dilemma,
    /// It took too long.
    TooLong,
    /// A reviewer suspects misconduct.
    Misconduct,
    /// So few could be drawn from that somebody else should look.
    CoSign,
}

/// What happened: for the audit log and for those who have to be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The state changed.
    Moved {
        /// From.
        from: State,
        /// To.
        to: State,
    },
    /// The work was frozen.
    Submitted {
        /// The attempt.
        attempt: u32,
        /// The hash of the work.
        submission: ContentHash,
    },
    /// An attempt beyond the limit was allowed.
    SignedOff {
        /// By whom.
        by: PersonId,
    },
    /// It was said who made the same work.
    CoAuthorsNamed {
        /// Everybody but the claimant.
        co_authors: BTreeSet<PersonId>,
    },
    /// The work went back to the claimant.
    Returned {
        /// Why.
        reason: String,
    },
    /// Screening takes longer than promised.
    ScreeningLate,
    /// A place for a reviewer opened.
    SlotOpened {
        /// Its number.
        slot: u32,
    },
    /// Somebody was drawn and is asked.
    Offered {
        /// The draw.
        drawn: Drawn,
    },
    /// Somebody is at work.
    Taken {
        /// Who.
        reviewer: PersonId,
        /// On which slot.
        slot: u32,
        /// How the person came to it.
        via: Via,
    },
    /// An assignment ended without a review.
    Ended {
        /// Whose.
        reviewer: PersonId,
        /// How.
        how: AssignmentState,
    },
    /// A reviewer has more time.
    Extended {
        /// Who.
        reviewer: PersonId,
    },
    /// A review came in.
    Reviewed {
        /// Whose.
        reviewer: PersonId,
        /// The hash of what was found.
        sheet: ContentHash,
    },
    /// A review was changed.
    Amended {
        /// Whose.
        reviewer: PersonId,
        /// The hash of what is found now.
        sheet: ContentHash,
    },
    /// A review was withdrawn.
    ReviewWithdrawn {
        /// Whose.
        reviewer: PersonId,
    },
    /// A reminder was posted.
    Reminded {
        /// To whom.
        reviewer: PersonId,
        /// Which.
        kind: ReminderKind,
    },
    /// The search for reviewers was widened.
    Widened,
    /// A moderator is asked.
    ModeratorAsked {
        /// Why.
        cause: Cause,
    },
    /// The owner of the achievement is alarmed.
    OwnerAlarmed,
    /// Something was pointed out.
    Flagged {
        /// By whom.
        by: PersonId,
        /// What.
        kind: FlagKind,
    },
    /// A piece of evidence is no longer shown.
    EvidenceHidden {
        /// Which.
        evidence: EvidenceId,
    },
    /// It was decided.
    Decided {
        /// How.
        outcome: Outcome,
        /// The hash of the decision.
        decision: ContentHash,
    },
    /// A moderator gave it back to peers.
    PeersAsked {
        /// The moderator.
        moderator: PersonId,
        /// Why.
        reason: String,
    },
    /// The claimant objected.
    Appealed {
        /// Why.
        ground: Ground,
    },
    /// An appeal was decided.
    AppealDecided {
        /// Whether the decision changed.
        upheld: bool,
    },
    /// The owner voided the claim.
    Voided {
        /// The owner.
        by: PersonId,
        /// Why.
        reason: String,
    },
    /// The credential is out.
    Issued {
        /// The hash of its bytes.
        credential: ContentHash,
    },
}

/// Why a command is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// The state does not allow it.
    #[error("this cannot be done while the claim is `{}`", name(.0))]
    State(State),
    /// Somebody else's claim.
    #[error("only the claimant can do this")]
    NotTheClaimant,
    /// The work is not complete.
    #[error("the work cannot be submitted yet: {}", sentences(.0))]
    Submission(Vec<SubmissionError>),
    /// No attempts are left.
    #[error("all {0} attempts are used; a coach can sign off one more")]
    NoAttemptsLeft(u32),
    /// Too late.
    #[error("the time for this is over")]
    TooLate,
    /// The terms are not those of the claim.
    #[error("the claim is judged under another version of the rubric or the policy")]
    OtherTerms,
    /// The check of the person is not of now, or of another claim.
    #[error("whether this person may do this has to be checked now, for this claim")]
    StaleCheck,
    /// The slot does not exist or is taken.
    #[error("slot {0} is not open")]
    SlotTaken(u32),
    /// The draw is of something else, or out of turn.
    #[error("the draw is not the next one of this claim, or picked somebody else")]
    OtherDraw,
    /// Nothing is assigned to the person.
    #[error("this work is not, or no longer, with this reviewer")]
    NotAssigned,
    /// Somebody has the work, had it or gave it back.
    #[error("this reviewer has, had or gave back this work")]
    AlreadyAssigned,
    /// The reviewer judged something else than what was handed in.
    #[error("the work has changed since it was opened; load it again")]
    OtherWork,
    /// The levels are not complete.
    #[error("{0}")]
    Levels(#[from] DecisionError),
    /// A sentence is missing.
    #[error("write at least 30 letters beside the level of `{0}`")]
    Comment(CriterionId),
    /// It was done before.
    #[error("this was done already")]
    Already,
    /// A reason is missing.
    #[error("give a reason in writing")]
    NoReason,
    /// The evidence is not part of the submission.
    #[error("there is no such piece of evidence")]
    NoSuchEvidence,
    /// There is another credential.
    #[error("another credential was issued for this claim already")]
    OtherCredential,
}

fn name(state: &State) -> String {
    serde_json::to_value(state).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn sentences(errors: &[SubmissionError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
