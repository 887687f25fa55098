//! `accolade bench`: how fast an operation is here, one JSON line per run.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};

use super::issue::{Format, Press, fill_in};
use super::{Failure, Outcome, bulk, files};
use crate::bake;
use crate::clock::Stopwatch;
use crate::fetch::Documents;
use crate::ids::{ClaimId, PersonId, Random};
use crate::keys::{Algorithm, Signer};
use crate::proof::data_integrity::Cryptosuite;
use crate::proof::vc_jwt::{self, KeyHint, Token};
use crate::review::draw::{Candidate, DrawName, Load, Seed};
use crate::status::Bitstring;
use crate::verify::{Check, Code, Line, Outcome as Found, Verifier};

/// A picture of about the size that badges have.
const PICTURE_BYTES: usize = 76 * 1024;
const PICTURE: &[u8] = include_bytes!("demo/badge.png");
const DRAWING: &[u8] = include_bytes!("demo/badge.svg");
const BULK: usize = 10_000;

#[derive(Args)]
#[command(after_help = "Prints {op, n, per_s, p50_us, p99_us, cpu_us, rss_mb}: times per call, memory at its peak.\n\
    The bulk operations issue, bake and write 10,000 badges once, on all processors; `s` is the time for all.")]
pub(super) struct Arguments {
    /// An unsigned credential
    #[arg(long)]
    template: PathBuf,
    /// What to measure
    #[arg(long, value_enum)]
    op: Operation,
    /// For how long
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
}

#[derive(Clone, Copy, ValueEnum)]
enum Operation {
    DiIssue,
    DiVerify,
    #[value(name = "jwt-EdDSA-sign")]
    EddsaSign,
    #[value(name = "jwt-EdDSA-verify")]
    EddsaVerify,
    #[value(name = "jwt-ES256-sign")]
    Es256Sign,
    #[value(name = "jwt-ES256-verify")]
    Es256Verify,
    #[value(name = "jwt-RS256-sign")]
    Rs256Sign,
    #[value(name = "jwt-RS256-verify")]
    Rs256Verify,
    BakePng,
    UnbakePng,
    BakeSvg,
    #[value(name = "status-encode-131072")]
    StatusEncode131072,
    #[value(name = "status-encode-1M")]
    StatusEncode1M,
    RefusePoison,
    #[value(name = "review-draw-400")]
    ReviewDraw400,
    BulkDi,
    BulkJwt,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let template = files::read_json(&arguments.template)?;
    let seconds = Duration::from_secs_f64(arguments.seconds.clamp(0.01, 600.0));
    let signer = |algorithm| Signer::generate(algorithm).map_err(Failure::refused);
    let line = match arguments.op {
        Operation::DiIssue => di_issue(&template, &signer(Algorithm::Ed25519)?, seconds)?,
        Operation::DiVerify => di_verify(&template, &signer(Algorithm::Ed25519)?, seconds)?,
        Operation::EddsaSign => token_sign(&template, &signer(Algorithm::Ed25519)?, seconds)?,
        Operation::Es256Sign => token_sign(&template, &signer(Algorithm::P256)?, seconds)?,
        Operation::Rs256Sign => token_sign(&template, &signer(Algorithm::Rsa)?, seconds)?,
        Operation::EddsaVerify => token_verify(&template, &signer(Algorithm::Ed25519)?, seconds)?,
        Operation::Es256Verify => token_verify(&template, &signer(Algorithm::P256)?, seconds)?,
        Operation::Rs256Verify => token_verify(&template, &signer(Algorithm::Rsa)?, seconds)?,
        Operation::BakePng | Operation::UnbakePng | Operation::BakeSvg => picture(&template, arguments.op, seconds)?,
        Operation::StatusEncode131072 => encode(131_072, seconds)?,
        Operation::StatusEncode1M => encode(1_048_576, seconds)?,
        Operation::RefusePoison => refuse_poison(&template, &signer(Algorithm::Ed25519)?, seconds)?,
        Operation::ReviewDraw400 => draw_reviewer(seconds)?,
        Operation::BulkDi => issue_many(&template, Format::Di)?,
        Operation::BulkJwt => issue_many(&template, Format::Jwt)?,
    };
    let name = arguments.op.to_possible_value();
    let mut out = json!({"op": name.as_ref().map_or("", |value| value.get_name())});
    if let (Some(out), Value::Object(line)) = (out.as_object_mut(), line) {
        out.extend(line);
    }
    println!("{out}");
    Ok(0)
}

fn press(signer: &Signer, format: Format) -> Result<Press<'_>, Failure> {
    Ok(Press { signer, format, cryptosuite: Cryptosuite::EddsaRdfc2022, now: files::instant(None)? })
}

/// The whole way from a draft to the text of a signed credential: rules, canonical form, trial, signature.
fn di_issue(template: &Value, signer: &Signer, seconds: Duration) -> Result<Value, Failure> {
    let press = press(signer, Format::Di)?;
    let mut draft = template.clone();
    fill_in(&mut draft, &press)?;
    measure_with(seconds, || draft.clone(), |draft| press.sign(draft).map(drop))
}

/// The whole way from the text to the report.
fn di_verify(template: &Value, signer: &Signer, seconds: Duration) -> Result<Value, Failure> {
    let press = press(signer, Format::Di)?;
    let mut draft = template.clone();
    fill_in(&mut draft, &press)?;
    let signed = press.sign(draft)?;
    let documents = Documents::default();
    let verifier = Verifier { documents: &documents, now: press.now };
    measure(seconds, || {
        let report = verifier.verify(signed.as_bytes());
        // A template may hold endorsements that nobody signed, as the specification's own example does.
        let is_other = |line: &&Line| line.outcome == Found::Fail && line.check != Check::Endorsement;
        match report.checks.iter().find(is_other) {
            None => Ok(()),
            Some(line) => Err(Failure::refused(format!("the badge is not valid: {}", line.sentence))),
        }
    })
}

/// A document made to be expensive: equal parts without an `id`, with equal parts in them. How long until it is refused.
fn refuse_poison(template: &Value, signer: &Signer, seconds: Duration) -> Result<Value, Failure> {
    let press = press(signer, Format::Di)?;
    let mut draft = template.clone();
    fill_in(&mut draft, &press)?;
    let inner = json!({"type": ["Alignment"], "targetName": "t"});
    let outer = json!({"type": ["ResultDescription"], "name": "r", "alignment": vec![inner; 200]});
    object_at(&mut draft, "/credentialSubject/achievement")?.insert("resultDescription".into(), json!([outer, outer]));
    draft["proof"] = json!([{"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022"}]);
    let poison = draft.to_string();
    let documents = Documents::default();
    let verifier = Verifier { documents: &documents, now: press.now };
    measure(seconds, || {
        let report = verifier.verify(poison.as_bytes());
        if report.has_code(Code::TooLarge) { Ok(()) } else { Err(Failure::refused("the document was not refused")) }
    })
}

/// The signature operation over a payload of the template's size, as the peers' drivers do it.
fn token_sign(template: &Value, signer: &Signer, seconds: Duration) -> Result<Value, Failure> {
    let payload = payload(template, signer)?;
    measure(seconds, || {
        let payload = serde_json::to_vec(&payload).map_err(Failure::refused)?;
        vc_jwt::sign(&payload, signer, KeyHint::Embedded).map(drop).map_err(Failure::refused)
    })
}

fn token_verify(template: &Value, signer: &Signer, seconds: Duration) -> Result<Value, Failure> {
    let payload = payload(template, signer)?.to_string();
    let key = signer.public().clone();
    let address = "https://issuer.example/keys/1";
    let token = vc_jwt::sign(payload.as_bytes(), signer, KeyHint::Id(address)).map_err(Failure::refused)?;
    measure(seconds, || {
        let token = Token::read(&token).map_err(Failure::refused)?;
        token.verify(&key).map_err(Failure::refused)?;
        let payload = crate::canon::json::read(&token.payload, &Default::default()).map_err(Failure::refused)?;
        if payload.is_object() { Ok(()) } else { Err(Failure::refused("the payload is no object")) }
    })
}

fn object_at<'d>(draft: &'d mut Value, pointer: &str) -> Result<&'d mut Map<String, Value>, Failure> {
    let object = draft.pointer_mut(pointer).and_then(Value::as_object_mut);
    object.ok_or_else(|| Failure::usage(format!("the template has no object at {pointer}")))
}

fn payload(template: &Value, signer: &Signer) -> Result<Value, Failure> {
    let press = press(signer, Format::Jwt)?;
    let mut draft = template.clone();
    fill_in(&mut draft, &press)?;
    crate::credential::to_payload(&draft).ok_or_else(|| Failure::usage("the template lacks what a token needs"))
}

fn picture(template: &Value, operation: Operation, seconds: Duration) -> Result<Value, Failure> {
    let signer = Signer::generate(Algorithm::Ed25519).map_err(Failure::refused)?;
    let press = press(&signer, Format::Di)?;
    let mut draft = template.clone();
    fill_in(&mut draft, &press)?;
    let signed = press.sign(draft)?;
    let picture = large_picture()?;
    let baked = bake::png::bake(&picture, &signed).map_err(Failure::refused)?;
    measure(seconds, || match operation {
        Operation::BakePng => bake::png::bake(&picture, &signed).map(drop).map_err(Failure::refused),
        Operation::UnbakePng => bake::png::unbake(&baked).map(drop).map_err(Failure::refused),
        _ => bake::svg::bake(DRAWING, &signed).map(drop).map_err(Failure::refused),
    })
}

/// The built-in picture, with random bytes in a private chunk up to the size that badges have.
fn large_picture() -> Result<Vec<u8>, Failure> {
    let mut random = Random::seeded(1);
    let filling: Vec<u8> =
        (0..PICTURE_BYTES.saturating_sub(PICTURE.len()) / 32).flat_map(|_| random.bytes::<32>()).collect();
    let (head, end) = PICTURE.split_at(PICTURE.len() - 12);
    let mut body = b"acCo".to_vec();
    body.extend(&filling);
    let mut picture = head.to_vec();
    picture.extend((filling.len() as u32).to_be_bytes());
    picture.extend(&body);
    picture.extend(crc32fast::hash(&body).to_be_bytes());
    picture.extend(end);
    Ok(picture)
}

fn encode(entries: usize, seconds: Duration) -> Result<Value, Failure> {
    let mut bits = Bitstring::new(entries).map_err(Failure::refused)?;
    let mut random = Random::seeded(2);
    for _ in 0..entries / 50 {
        let index = u64::from_be_bytes(random.bytes()) % entries as u64;
        bits.set(index).map_err(Failure::refused)?;
    }
    measure(seconds, || if bits.encode().is_empty() { Err(Failure::refused("nothing encoded")) } else { Ok(()) })
}

/// One draw among 400 reviewers who all have the same to do: every one of them takes part.
fn draw_reviewer(seconds: Duration) -> Result<Value, Failure> {
    let mut random = Random::seeded(3);
    let seed = Seed::new(&random.bytes::<32>());
    let now = files::instant(None)?;
    let people: Vec<PersonId> = (0..400).map(|_| PersonId::dated(&mut random, now.unix_micros())).collect();
    let load = Load { open: 0, recent: 0, capacity: 2 };
    let candidates: Vec<Candidate<'_>> = people.iter().map(|reviewer| Candidate { reviewer, load }).collect();
    let mut name = DrawName { claim: ClaimId::random(&mut random), attempt: 1, slot: 1, draw: 0 };
    measure(seconds, || {
        name.draw += 1;
        seed.draw(&name, &candidates, 1).map(drop).ok_or_else(|| Failure::refused("nobody was drawn"))
    })
}

/// 10,000 badges, each with an id and a recipient of its own, baked into a picture and written to a file.
fn issue_many(template: &Value, format: Format) -> Result<Value, Failure> {
    let signer = Signer::generate(Algorithm::Ed25519).map_err(Failure::refused)?;
    let press = press(&signer, format)?;
    let picture = large_picture()?;
    let folder = std::env::temp_dir().join(format!("accolade-bulk-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(Failure::refused)?;
    let cpu = process_cpu_us();
    let watch = Stopwatch::start();
    let outcome = bulk::for_each(BULK, |number| {
        let mut draft = template.clone();
        draft["id"] = Random::system().urn_uuid().into();
        object_at(&mut draft, "/credentialSubject")?.insert("id".into(), Random::system().urn_uuid().into());
        fill_in(&mut draft, &press)?;
        let baked = bake::png::bake(&picture, &press.sign(draft)?).map_err(Failure::refused)?;
        std::fs::write(folder.join(format!("{number}.png")), baked).map_err(Failure::refused)
    });
    let seconds = watch.elapsed().as_secs_f64();
    let cpu = (process_cpu_us() - cpu) / BULK as f64;
    std::fs::remove_dir_all(&folder).map_err(Failure::refused)?;
    outcome?;
    Ok(
        json!({"n": BULK, "s": round(seconds), "per_s": round(BULK as f64 / seconds), "cpu_us": round(cpu), "rss_mb": peak_mb()}),
    )
}

/// Calls `operation` for a while, after a warm-up.
fn measure(seconds: Duration, mut operation: impl FnMut() -> Result<(), Failure>) -> Result<Value, Failure> {
    measure_with(seconds, || (), |()| operation())
}

/// The same with material for each call whose making is not in the times per call, as in the peers' drivers; it is in
/// `cpu_us`.
fn measure_with<T>(
    seconds: Duration,
    prepare: impl Fn() -> T,
    mut operation: impl FnMut(T) -> Result<(), Failure>,
) -> Result<Value, Failure> {
    for _ in 0..20 {
        operation(prepare())?;
    }
    let mut times = Vec::new();
    let cpu = cpu_us();
    let all = Stopwatch::start();
    while all.elapsed() < seconds {
        let material = prepare();
        let one = Stopwatch::start();
        operation(material)?;
        times.push(one.elapsed().as_nanos() as u64);
    }
    let wall = all.elapsed().as_secs_f64();
    let cpu = (cpu_us() - cpu) / times.len() as f64;
    times.sort_unstable();
    let quantile = |share: f64| times[((times.len() - 1) as f64 * share) as usize] as f64 / 1000.0;
    Ok(json!({
        "n": times.len(),
        "per_s": round(times.len() as f64 / wall),
        "p50_us": round(quantile(0.5)),
        "p99_us": round(quantile(0.99)),
        "cpu_us": round(cpu),
        "rss_mb": peak_mb(),
    }))
}

fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// Time that the running threads of this process spent on a processor, in microseconds; 0 where the system does not
/// tell.
fn cpu_us() -> f64 {
    let Ok(tasks) = std::fs::read_dir("/proc/self/task") else { return 0.0 };
    let of_task = |entry: std::io::Result<std::fs::DirEntry>| {
        let text = std::fs::read_to_string(entry.ok()?.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse::<f64>().ok()
    };
    tasks.filter_map(of_task).sum::<f64>() / 1000.0
}

/// The same with the threads that have ended, but only to the hundredth of a second.
fn process_cpu_us() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program, in brackets, may hold spaces.
    let (_, fields) = stat.rsplit_once(')').unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2).filter_map(|text| text.parse::<f64>().ok());
    ticks.sum::<f64>() * 10_000.0
}

/// Memory at its peak in MB; 0 where the system does not tell.
fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)).and_then(|text| text.parse::<f64>().ok());
    round(kib.unwrap_or(0.0) / 1024.0)
}
