using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Data.Sqlite;
using Shared.Mlflow;
using SQLitePCL;

namespace Orchestrator.Tracking.Routes;

/// <summary>What every tracking route has in common: both spellings of its address, arguments in, answer or fault out.</summary>
internal static partial class TrackingRoute
{
    private static readonly string[] Prefixes = ["/api/2.0", "/ajax-api/2.0"];
    private static readonly byte[] Nothing = "{}"u8.ToArray();

    /// <param name="route">After <c>/api/2.0</c>, e.g. <c>/mlflow/runs/get</c>.</param>
    public static void MapCall(this IEndpointRouteBuilder endpoints, string method, string route, Func<HttpContext, Arguments, Task> handler)
    {
        foreach (var prefix in Prefixes)
        {
            endpoints.MapCallAt(method, prefix + route, handler);
        }
    }

    /// <param name="address">The whole of it, for what has one spelling only.</param>
    public static void MapCallAt(this IEndpointRouteBuilder endpoints, string method, string address, Func<HttpContext, Arguments, Task> handler)
    {
        endpoints.MapRawAt(method, address, async context =>
        {
            using var arguments = await Arguments.ReadAsync(context);
            await handler(context, arguments);
        });
    }

    public static void MapRaw(this IEndpointRouteBuilder endpoints, string method, string route, RequestDelegate handler)
    {
        foreach (var prefix in Prefixes)
        {
            endpoints.MapRawAt(method, prefix + route, handler);
        }
    }

    /// <inheritdoc cref="MapCallAt"/>
    public static void MapRawAt(this IEndpointRouteBuilder endpoints, string method, string address, RequestDelegate handler) =>
        endpoints.MapMethods(address, [method], Guarded(handler)).ExcludeFromDescription();

    /// <summary>Whether an address is one of MLflow's API, whose clients expect its form of an error.</summary>
    public static bool IsTracking(PathString path) =>
        Prefixes.Any(prefix => path.StartsWithSegments(prefix)) || path.StartsWithSegments("/get-artifact") || path.StartsWithSegments("/model-versions") || path.StartsWithSegments("/api/2.0mlflow");

    /// <summary>Faults become MLflow's error bodies. A caller's mistake is never a 500: clients try those again for minutes.</summary>
    public static RequestDelegate Guarded(RequestDelegate handler) => async context =>
    {
        try
        {
            await handler(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted && exception is not OperationCanceledException)
        {
            await RefuseAsync(context, exception as TrackingFault ?? Translate(context, exception));
        }
    };

    public static Task AnswerAsync<T>(this HttpContext context, T answer, JsonTypeInfo<T> type) =>
        WriteAsync(context, StatusCodes.Status200OK, JsonSerializer.SerializeToUtf8Bytes(answer, type));

    public static Task AnswerNothingAsync(this HttpContext context) => WriteAsync(context, StatusCodes.Status200OK, Nothing);

    /// <summary>Answers in MLflow's form of an error.</summary>
    public static Task RefuseAsync(HttpContext context, TrackingFault fault)
    {
        if (fault.Status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "1";
        }
        var body = new MlflowMessages.Fault(fault.ErrorCode, fault.Message);
        return WriteAsync(context, fault.Status, JsonSerializer.SerializeToUtf8Bytes(body, MlflowJson.Default.Fault));
    }

    private static TrackingFault Translate(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case BadHttpRequestException bad:
                return new TrackingFault("BAD_REQUEST", bad.Message) { IsTooLarge = bad.StatusCode == StatusCodes.Status413PayloadTooLarge };
            case SqliteException { SqliteErrorCode: not (raw.SQLITE_ERROR or raw.SQLITE_CONSTRAINT or raw.SQLITE_MISUSE or raw.SQLITE_RANGE or raw.SQLITE_MISMATCH) }:
            case IOException or UnauthorizedAccessException:
                LogUnavailable(Logger(context), exception, context.Request.Path);
                return TrackingFault.Unavailable($"The tracking store cannot be used now: {exception.Message}");
            default:
                LogBug(Logger(context), exception, context.Request.Path);
                return new TrackingFault("INTERNAL_ERROR", "The tracking server failed; its log says why.");
        }
    }

    private static Task WriteAsync(HttpContext context, int status, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private static ILogger Logger(HttpContext context) => context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(TrackingRoute));

    [LoggerMessage(LogLevel.Error, "{Route} could not use the tracking store")]
    private static partial void LogUnavailable(ILogger logger, Exception exception, PathString route);

    [LoggerMessage(LogLevel.Error, "{Route} failed")]
    private static partial void LogBug(ILogger logger, Exception exception, PathString route);
}
