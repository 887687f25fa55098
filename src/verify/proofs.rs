//! Embedded proofs, each reported by itself. A set is good when one proof of the issuer fits and none fails.

use serde_json::Value;

use super::key::NotFound;
use super::report::{Check, Code, Outcome, Report};
use super::{CLOCK_SKEW_SECONDS, Inquiry, code_of};
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
                report_binding(found.bound.as_deref(), report);
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

pub(super) fn report_binding(bound: Option<&str>, report: &mut Report) {
    match bound {
        Some(how) => report.pass(Check::Issuer, format!("The key is the issuer's: {how}.")),
        None => {
            let text = "The key is known, but nothing shows that it belongs to the issuer named here.";
            report.warn(Check::Issuer, Code::IssuerUnbound, text);
        }
    }
}
