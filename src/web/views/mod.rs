//! One struct per page, with exactly the fields that are shown, already worded.
//!
//! Each page has `sample()`: named examples that the render-all test, the accessibility test and the screenshots use.
//! Views can be written as JSON and read back; the test that puts hostile text into every field lives on that.

mod achievement;
mod api;
mod badge;
mod catalogue;
pub mod desk;
pub mod earner;
mod frameworks;
mod home;
mod issuer;
pub mod many;
mod operator;
mod passkeys;
mod pieces;
mod problem;
mod question;
pub mod reviewing;
mod sign_in;
mod verify;

pub use achievement::{Achievement, FollowsFrom};
pub use api::{Api, Operation, OperationGroup, Parameter};
pub use badge::{Badge, Download, Judgement, LinkedIn, ResultLine};
pub use catalogue::{Catalogue, Facet};
pub use frameworks::{Branch, Framework, FrameworkCard, FrameworkItem, Frameworks, ItemLine};
pub use home::{Home, OrganisationCard, Organisations};
pub use issuer::Issuer;
pub use many::{ManyApplicants, ManyOutcome, ManyPerson, ManyResult, ManyRow, Shown};
pub use operator::{KeptMail, Operator};
pub use passkeys::{PasskeyForm, PasskeyLine, PasskeyStep, Passkeys};
pub use pieces::{
    Alignment, Artwork, BadgeCard, Cell, Choice, Column, CopyRow, Criterion, Empty, Event, Evidence, Fact, Field,
    FieldError, Frame, IssuerLine, LanguageLink, Link, Order, Pager, Person, Preview, Row, Rubric, RubricCell, Table,
    moment,
};
pub use problem::Problem;
pub use question::{Button, Input, InputKind, Question};
pub use sign_in::{ConfirmSignIn, MailSent, SignIn, SignedOut};
pub use verify::{
    BundleLine, BundleResult, CheckedPart, OwnBadge, Pointer, TrustLine, VerifiedBadge, VerifyForm, VerifyResult,
};
