//! `accolade review` as people run it: a file in, JSON out, a clear word when the file makes no sense.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

fn run(arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_accolade"));
    command.arg("review").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    child.stdin.take().expect("an input").write_all(input.as_bytes()).expect("written");
    child.wait_with_output().expect("the program ends")
}

fn answer(command: &str, input: &Value) -> Value {
    let output = run(&[command, "-", "--json"], &input.to_string());
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), error.as_str()), (Some(0), ""), "{input}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn refusal(command: &str, input: &str) -> String {
    let output = run(&[command, "-"], input);
    assert_eq!(output.status.code(), Some(3), "{input}");
    assert!(output.stdout.is_empty(), "nothing is printed as a result");
    String::from_utf8(output.stderr).expect("text")
}

fn file(reviews: &[[u8; 3]]) -> Value {
    let criterion = |id: &str| json!({"id": id, "levels": 4, "required": 2, "mandatory": true});
    let review = |given: &[u8; 3]| json!({"weight": 1000, "levels": {"c1": given[0], "c2": given[1], "c3": given[2]}});
    json!({
        "rubric": [criterion("c1"), criterion("c2"), criterion("c3")],
        "policy": {"k": 2, "k_max": 3, "theta": "3/5"},
        "reviews": reviews.iter().map(review).collect::<Vec<_>>(),
    })
}

#[test]
fn explain_recomputes_the_worked_examples() {
    for (reviews, outcome, share) in [
        (vec![[3, 2, 2], [2, 2, 3]], "accept", "1/1"),
        (vec![[3, 1, 2], [2, 0, 3]], "not_yet", "0/1"),
        (vec![[1, 2, 2], [2, 2, 1]], "third_reviewer", "0/1"),
        (vec![[3, 1, 2], [2, 2, 3], [2, 2, 2]], "accept", "2/3"),
        (vec![[3, 1, 2], [2, 2, 3], [2, 1, 2]], "not_yet", "1/3"),
        (vec![[1, 2, 2], [2, 1, 2], [2, 2, 1]], "moderator", "0/1"),
        (vec![[3, 3, 3]], "wait", "1/1"),
    ] {
        let answer = answer("explain", &file(&reviews));
        assert_eq!(
            (answer["outcome"].as_str(), answer["whole_share"].as_str()),
            (Some(outcome), Some(share)),
            "{reviews:?}"
        );
    }
    let answer = answer("explain", &file(&[[3, 1, 2], [2, 0, 3]]));
    assert_eq!(answer["criteria"]["c2"], json!({"state": "fail", "achieved": 0}));
    assert_eq!(answer["criteria"]["c1"], json!({"state": "pass", "achieved": 2}));
}

#[test]
fn explain_reads_names_of_levels_decimals_and_what_is_left_out() {
    let names = ["low", "middle", "high"];
    let input = json!({
        "rubric": [{"id": "c1", "levels": names, "required": "middle"}],
        "policy": {"theta": 0.6},
        "reviews": [{"levels": {"c1": "high"}}, {"levels": {"c1": "middle"}}],
    });

    let answer = answer("explain", &input);

    assert_eq!(answer["outcome"], "accept");
    assert_eq!(answer["criteria"]["c1"], json!({"state": "pass", "achieved": "middle"}));
}

#[test]
fn explain_says_it_in_words_beside_the_json() {
    let output = run(&["explain", "-"], &file(&[[3, 1, 2], [2, 0, 3]]).to_string());

    let words = String::from_utf8(output.stderr).expect("text");
    assert!(words.contains("c2 fails") && words.contains("not yet"), "{words}");
    assert!(serde_json::from_slice::<Value>(&output.stdout).is_ok());
}

#[test]
fn explain_refuses_what_makes_no_sense_and_names_the_place() {
    let with = |pointer: &str, value: Value| {
        let mut file = file(&[[2, 2, 2], [2, 2, 2]]);
        *file.pointer_mut(pointer).expect(pointer) = value;
        refusal("explain", &file.to_string())
    };
    for (pointer, value, word) in [
        ("/policy/theta", json!("1/2"), "more than 1/2"),
        ("/policy/theta", json!("a lot"), "is not a fraction"),
        ("/policy/k", json!(-1), "`k` is -1"),
        ("/policy", json!({"kmax": 3}), "`kmax`, which means nothing there"),
        ("/rubric/0/required", json!(4), "`required` is 4"),
        ("/rubric/0/mandatory", json!("yes"), "true or false"),
        ("/rubric/1/id", json!("c1"), "two criteria are called `c1`"),
        ("/rubric", json!([]), "no mandatory criterion"),
        ("/reviews/1/levels/c2", json!(7), "review 2 gives 7 for `c2`"),
        ("/reviews/0/levels", json!({"c1": 2, "c2": 2}), "review 1 has no level for criterion `c3`"),
        ("/reviews/0/levels", json!({"c9": 2}), "review 1 judges `c9`"),
        ("/reviews/0/weight", json!(0), "review 1 weighs 0"),
        ("/reviews", json!("none"), "needs `reviews`, a list"),
    ] {
        let error = with(pointer, value);
        assert!(error.contains(word), "{pointer}: {error}");
    }
    assert!(refusal("explain", "[]").contains("an object was expected"));
    assert!(refusal("explain", "{").contains("not JSON"));
}

#[test]
fn agreement_gives_the_published_coefficients() {
    let two = json!({"ratings": [[2, 3, 1, 2, 0, 3, 2, 1], [2, 2, 1, 3, 0, 3, 1, 1]], "levels": 4});

    let answer = answer("agreement", &two);

    assert_eq!(answer["exact"]["alpha"]["ordinal"], "8099/10064");
    assert_eq!(
        (answer["exact"]["kappa"].as_str(), answer["exact"]["kappa_quadratic"].as_str()),
        (Some("23/47"), Some("25/31"))
    );
    let nominal = answer["alpha"]["nominal"].as_f64().expect("a number");
    assert_eq!((nominal * 1e6).round() / 1e6, 0.516129);
}

#[test]
fn agreement_reads_a_plain_table_and_a_bare_list() {
    let table = run(&["agreement", "-", "--json"], "2,3,-,1,2,-,0,3\n2,-,1,1,3,2,-,3\n-,2,1,-,-,2,1,2\n");
    let table: Value = serde_json::from_slice(&table.stdout).expect("JSON");
    assert_eq!(table["exact"]["alpha"]["ordinal"], "4609/6205");

    let equal = answer("agreement", &json!([[1, 1], [1, 1]]));
    assert_eq!(equal["alpha"], json!({"nominal": null, "ordinal": null, "interval": null}));
}

#[test]
fn agreement_refuses_what_is_no_table() {
    for (input, word) in [
        ("{\"ratings\": [[1, 2]]}", "at least 2"),
        ("{\"ratings\": [[1, 2], [1]]}", "rater 2 has 1 ratings"),
        ("{\"ratings\": [[1, 2.5], [1, 2]]}", "`2.5` is no rating"),
        ("{\"ratings\": [[1, 9], [1, 2]], \"levels\": 4}", "there are 4 levels"),
        ("{\"rating\": []}", "`rating`, which means nothing"),
        ("one,two\n1,2\n", "`one` is no rating"),
    ] {
        let error = refusal("agreement", input);
        assert!(error.contains(word), "{input}: {error}");
    }
}

#[test]
fn a_draw_can_be_repeated_by_anybody() {
    let candidate = |name: &str, open: u32| json!({"reviewer": name, "open": open, "recent": 0, "capacity": 1});
    let input = json!({
        "seed": "epoch-7", "claim": "c1", "attempt": 1, "slot": 2, "draw": 3,
        "candidates": [candidate("r1", 0), candidate("r2", 1), candidate("r3", 0)],
    });

    let answer = answer("draw", &input);

    // HMAC-SHA256 and SHA-256 by another implementation (Python's hmac and hashlib).
    assert_eq!(answer["keys"]["r1"], "eb810305fbc2c3e9f509b5b701edb883c00d77bc2635336e464789c4e61890e3");
    assert_eq!(answer["keys"]["r3"], "e521bc5e85525b4d7da52ca96b089568c29bd49c34ee3af9346023905266f98b");
    assert_eq!(answer["commitment"], "5c51dc2bdb2d8c88484ebe1a5e7d413ee60c577d235966486b3fff44102c96f7");
    assert_eq!((answer["window"].clone(), answer["pick"].as_str()), (json!(["r1", "r3"]), Some("r3")));
    assert_eq!((answer["bucket"].as_u64(), answer["low_entropy"].as_bool()), (Some(0), Some(true)));
}

#[test]
fn a_draw_with_the_wrong_seed_or_nobody_to_draw_is_refused() {
    let mut input = json!({"seed": "s", "claim": "c", "candidates": [{"reviewer": "r"}], "commitment": "00"});
    let output = run(&["draw", "-"], &input.to_string());
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("not the seed that was committed to"));

    input.as_object_mut().expect("an object").remove("commitment");
    input["candidates"] = json!([{"reviewer": "r"}, {"reviewer": "r"}]);
    assert!(refusal("draw", &input.to_string()).contains("`r` is a candidate twice"));
    input["candidates"] = json!([]);
    assert!(refusal("draw", &input.to_string()).contains("no candidates"));
    input["candidates"] = json!([{"reviewer": "r", "capacity": 0}]);
    assert!(refusal("draw", &input.to_string()).contains("`capacity` of 0"));
    assert!(refusal("draw", "{\"claim\": \"c\"}").contains("needs `seed`"));
}

#[test]
fn simulate_prints_its_figures_and_the_same_ones_again() {
    let simulate = || {
        let output = run(&["simulate", "--world", "pool-12", "--seeds", "2", "--seed", "9", "--json"], "");
        assert_eq!(output.status.code(), Some(0));
        let mut answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        answer["runs"].as_array_mut().expect("runs").iter_mut().for_each(|run| run["seconds"] = Value::Null);
        answer
    };
    let answer = simulate();

    assert_eq!(answer, simulate());
    for figure in ["p50_days", "p90_days", "p99_days", "undecided", "moderator", "gini", "mails_per_claim"] {
        assert!(answer["mean"][figure].is_number(), "{figure}: {answer}");
    }
    assert_eq!(answer["runs"].as_array().map(Vec::len), Some(2));
}

#[test]
fn help_has_an_example_for_every_command() {
    for command in ["explain", "agreement", "draw", "simulate"] {
        let output = run(&[command, "--help"], "");
        assert!(String::from_utf8_lossy(&output.stdout).contains("Example"), "{command}");
    }
}
