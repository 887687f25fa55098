//! Embedded proofs, each reported by itself. A set is good when one proof of the issuer fits and none fails.

use serde_json::Value;

use super::key::{Bond, Found, NotFound};
use super::report::{Check, Code, IssuerBinding, Outcome, Report};
use super::{CLOCK_SKEW_SECONDS, Inquiry, code_of};
use crate::canon::Profile;
use crate::credential::Outline;
use crate::proof::data_integrity::{Disclosure, Proof, ProofError, Unsecured};

impl Inquiry<'_> {
    pub(super) fn proofs(
        &self,
        unsecured: &Unsecured<'_>,
        proofs: &[Value],
        outline: &Outline<'_>,
        report: &mut Report,
    ) {
        let mut unsupported = None;
        let mut checked = false;
        for proof in proofs {
            match Proof::read(proof) {
                Err(ProofError::Unsupported(name)) => unsupported = Some(name),
                Err(error) => {
                    checked = true;
                    report.fail(Check::Signature, Code::ProofFormat, format!("{error}."));
                }
                Ok(proof) => {
                    checked = true;
                    self.proof(&proof, unsecured, outline, report);
                }
            }
        }
        match unsupported {
            Some(name) if checked => {
                let text = format!("A further proof of the kind `{name}` was not checked.");
                report.warn(Check::Signature, Code::ProofUnsupported, text);
            }
            Some(name) => {
                let text = format!("It is signed with a proof of the kind `{name}`, which is not checked here.");
                report.unknown(Check::Signature, Code::Unsupported, text);
            }
            None => {}
        }
    }

    fn proof(&self, proof: &Proof, unsecured: &Unsecured<'_>, outline: &Outline<'_>, report: &mut Report) {
        let kind = proof.cryptosuite.title();
        if proof.purpose != "assertionMethod" {
            let text = format!(
                "The proof (`{kind}`) was made for another purpose than stating something (`assertionMethod`)."
            );
            return report.fail(Check::Signature, Code::ProofPurpose, text);
        }
        if let Some(created) = proof.created.filter(|created| self.now.plus_seconds(CLOCK_SKEW_SECONDS) < *created) {
            let text = format!("The proof (`{kind}`) says it was made at {created}, which is in the future.");
            return report.fail(Check::Signature, Code::ProofCreatedFuture, text);
        }
        if let Some(expires) = proof.expires.filter(|expires| self.now > *expires) {
            let text = format!("The proof (`{kind}`) ended at {expires}.");
            return report.fail(Check::Signature, Code::ProofExpired, text);
        }
        let issuer = outline.issuer.unwrap_or("");
        let found = match self.find_key(&proof.verification_method, issuer) {
            Ok(found) => found,
            Err(why) => return report_key(why, report),
        };
        if !self.asked.allows_signatures(proof.signature_count()) {
            let text = format!("There are more signatures in it than are checked at once (`{kind}`).");
            return report.fail(Check::Signature, Code::TooLarge, text);
        }
        match proof.verify(unsecured, &found.key) {
            Ok(disclosure) => {
                report_fit(disclosure, kind, report);
                report_binding(found.bound.as_ref(), report);
            }
            Err(ProofError::Signature) if is_older_edition(proof, unsecured, &found) => {
                let text = "The signature covers everything but `endorsementJwt` or `jti` in it: older texts of the \
                    Open Badges context lack them, or somebody added them later. The issuer has to issue it again.";
                report.fail(Check::Terms, Code::UndefinedTerm, text);
            }
            Err(error) => {
                let code = match &error {
                    ProofError::Canonical(error) => code_of(error),
                    ProofError::WrongKey(_) => Code::Alg,
                    ProofError::Number => Code::JsonForm,
                    ProofError::ContextMismatch | ProofError::Format { .. } => Code::ProofFormat,
                    _ => Code::Signature,
                };
                report.fail(Check::Signature, code, format!("{error} (`{kind}`)."));
            }
        }
    }
}

/// What a signature that fits says: nothing was changed, and how much may have been left out.
fn report_fit(disclosure: Disclosure, kind: &str, report: &mut Report) {
    let Disclosure::Part { shows_end, shows_status } = disclosure else {
        let text = format!("The signature (`{kind}`) fits: nothing was changed since it was signed.");
        return report.pass(Check::Signature, text);
    };
    let text = format!("The signatures (`{kind}`) fit: every part that is shown is as it was signed.");
    report.pass(Check::Signature, text);
    let may_lack = match (shows_end, shows_status) {
        (true, true) => return,
        (false, false) => "when it ends and where it would be withdrawn",
        (false, true) => "when it ends",
        (true, false) => "where it would be withdrawn",
    };
    let text = format!(
        "Its holder chose which parts to show, and the issuer did not see to it that it always says {may_lack}: that \
        may have been left out. Ask for the whole badge if it matters."
    );
    report.warn(Check::Signature, Code::PartlyShown, text);
}

pub(super) fn report_key(why: NotFound, report: &mut Report) {
    let check = if why.code == Code::IssuerMismatch { Check::Issuer } else { Check::Signature };
    let outcome = if why.is_undecided { Outcome::Unknown } else { Outcome::Fail };
    report.add(check, outcome, why.code, why.sentence);
}

/// Whether the signature fits once the terms that older texts of `context-3.0.3.json` lack are taken out: an issuer
/// with such a text and without care signed the rest only. Nothing was changed then, but not everything was signed.
fn is_older_edition(proof: &Proof, unsecured: &Unsecured<'_>, found: &Found) -> bool {
    let mut older = unsecured.document().clone();
    if !remove_late_terms(&mut older) {
        return false;
    }
    proof.verify(&Unsecured::new(&older, Profile::OpenBadges), &found.key).is_ok()
}

/// Takes out the members that the first text of the context did not define; says whether there were any.
fn remove_late_terms(value: &mut Value) -> bool {
    match value {
        Value::Object(members) => {
            let before = members.len();
            members.retain(|name, _| !matches!(name.as_str(), "endorsementJwt" | "jti"));
            let removed = members.len() < before;
            members.values_mut().fold(removed, |any, member| remove_late_terms(member) || any)
        }
        Value::Array(items) => items.iter_mut().filter_map(|item| remove_late_terms(item).then_some(())).count() > 0,
        _ => false,
    }
}

pub(super) fn report_binding(bound: Option<&Bond>, report: &mut Report) {
    report.bind(bound.map_or(IssuerBinding::None, |bond| bond.by));
    match bound {
        Some(Bond { how, .. }) => report.pass(Check::Issuer, format!("The key is the issuer's: {how}.")),
        None => {
            let text = "The key is known, but nothing shows that it belongs to the issuer named here.";
            report.warn(Check::Issuer, Code::IssuerUnbound, text);
        }
    }
}
