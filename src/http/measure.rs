//! What is measured of every request, in the form that Prometheus reads.

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use prometheus::{HistogramOpts, HistogramVec, IntCounterVec, Opts, Registry, TextEncoder};

use super::Hall;
use crate::clock::Stopwatch;

/// Counters and histograms.
pub struct Measures {
    registry: Registry,
    requests: Option<IntCounterVec>,
    seconds: Option<HistogramVec>,
}

impl Measures {
    pub(super) fn new() -> Self {
        let registry = Registry::new();
        let requests = IntCounterVec::new(
            Opts::new("accolade_http_requests_total", "Requests answered"),
            &["method", "route", "status"],
        );
        let buckets = vec![0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];
        let seconds = HistogramVec::new(
            HistogramOpts::new("accolade_http_request_seconds", "Time until a request was answered").buckets(buckets),
            &["route"],
        );
        let (requests, seconds) = (requests.ok(), seconds.ok());
        // A name given twice would be our own mistake; measuring less is better than not starting.
        if let Some(counter) = &requests {
            let _ = registry.register(Box::new(counter.clone()));
        }
        if let Some(histogram) = &seconds {
            let _ = registry.register(Box::new(histogram.clone()));
        }
        Self { registry, requests, seconds }
    }

    /// Everything as text.
    pub fn text(&self) -> String {
        TextEncoder::new().encode_to_string(&self.registry.gather()).unwrap_or_default()
    }
}

pub(super) async fn measure(State(hall): State<Hall>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let method = request.method().as_str().to_owned();
    let watch = Stopwatch::start();
    let response = next.run(request).await;
    let measures = hall.measures();
    if let Some(counter) = &measures.requests {
        counter.with_label_values(&[method.as_str(), route.as_str(), response.status().as_str()]).inc();
    }
    if let Some(histogram) = &measures.seconds {
        histogram.with_label_values(&[route.as_str()]).observe(watch.elapsed().as_secs_f64());
    }
    response
}
