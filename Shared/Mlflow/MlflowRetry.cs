using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Shared.Mlflow;

/// <summary>
/// Which faults are tried again, and when: those of MLflow's Python client, with exponential back-off and jitter, or as the server's Retry-After says,
/// until the options' patience has run out. The last answer is then the caller's.
/// </summary>
internal static class MlflowRetry
{
    private static readonly HttpRequestOptionsKey<long> Started = new("mlflow.started");
    private static readonly HttpRequestOptionsKey<bool> Transfer = new("mlflow.transfer");

    public static bool IsTransient(HttpStatusCode status) => (int)status is 408 or 429 or 500 or 502 or 503 or 504;

    public static bool IsTransient(Exception? exception) => exception is HttpRequestException or TimeoutRejectedException or IOException;

    /// <summary>Marks the request's first try; <paramref name="transfer"/>: its body or answer may be large and is not held in memory.</summary>
    public static void Begin(HttpRequestMessage request, TimeProvider clock, bool transfer)
    {
        request.Options.Set(Started, clock.GetTimestamp());
        request.Options.Set(Transfer, transfer);
    }

    public static HttpMessageHandler Around(HttpMessageHandler transport, MlflowClientOptions options, TimeProvider clock)
    {
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.FirstDelay,
                MaxDelay = options.LongestDelay,
                ShouldHandle = args => ValueTask.FromResult(IsTransient(args.Outcome) && args.AttemptNumber < options.MaxRetries && HasPatience(args.Context, options, clock)),
                DelayGenerator = args => ValueTask.FromResult(AskedDelay(args.Outcome.Result, options, clock)),
            })
            .AddTimeout(new TimeoutStrategyOptions
            {
                TimeoutGenerator = args => ValueTask.FromResult(IsTransfer(args.Context.GetRequestMessage()) ? options.TransferTimeout : options.RequestTimeout),
            })
            .Build();
        return new ResilienceHandler(pipeline) { InnerHandler = new BufferedAnswers { InnerHandler = transport } };
    }

    private static bool IsTransient(Outcome<HttpResponseMessage> outcome) =>
        outcome.Result is { } response ? IsTransient(response.StatusCode) : IsTransient(outcome.Exception);

    private static bool HasPatience(ResilienceContext context, MlflowClientOptions options, TimeProvider clock) =>
        context.GetRequestMessage() is { } request
        && request.Options.TryGetValue(Started, out var started)
        && clock.GetElapsedTime(started) < options.Patience;

    /// <summary>What an answer's Retry-After says; null where it says nothing.</summary>
    public static TimeSpan? Asked(HttpResponseMessage? response, TimeProvider clock) => response?.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - clock.GetUtcNow(),
        _ => null,
    };

    private static TimeSpan? AskedDelay(HttpResponseMessage? response, MlflowClientOptions options, TimeProvider clock) =>
        options.RespectRetryAfter && Asked(response, clock) is { } delay ? TimeSpan.FromTicks(Math.Clamp(delay.Ticks, 0, options.LongestDelay.Ticks)) : null;

    private static bool IsTransfer(HttpRequestMessage? request) =>
        request is not null && request.Options.TryGetValue(Transfer, out var transfer) && transfer;

    /// <summary>Reads an answer whole inside the try, so that one that breaks off or stalls is tried again too.</summary>
    private sealed class BufferedAnswers : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (!IsTransfer(request) || !response.IsSuccessStatusCode)
            {
                await response.Content.LoadIntoBufferAsync(cancellationToken);
            }
            return response;
        }
    }
}
