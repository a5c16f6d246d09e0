using System.Buffers.Binary;
using Microsoft.AspNetCore.Mvc;
using Orchestrator.Api;
using Orchestrator.Coordinator;
using Shared.Wire;
using Decoded = Microsoft.AspNetCore.Http.HttpResults.Results<
    Microsoft.AspNetCore.Http.HttpResults.FileContentHttpResult,
    Microsoft.AspNetCore.Http.HttpResults.NotFound<Microsoft.AspNetCore.Mvc.ProblemDetails>,
    Microsoft.AspNetCore.Http.HttpResults.BadRequest<Microsoft.AspNetCore.Mvc.ProblemDetails>,
    Microsoft.AspNetCore.Http.HttpResults.Conflict<Microsoft.AspNetCore.Mvc.ProblemDetails>>;

namespace Orchestrator.Dashboard.Decoding;

/// <summary>Images of points of a trial's latent space over HTTP, decoded when they are asked for.</summary>
internal static class DecodeApi
{
    private const int MostPoints = 64;
    private const long LargestBody = 64 * 1024;

    /// <summary>What one decoder on this machine needs; ended with the host.</summary>
    public static IServiceCollection AddDecoding(this IServiceCollection services) => services.AddSingleton<DecoderKeeper>().AddSingleton<ModelFiles>();

    public static void MapDecoding(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/sweeps/{id}/trials/{index:int}/decode", Decode).WithMetadata(new RequestSizeLimitAttribute(LargestBody));

    // 409 where it can't be now, or not of this trial: the page goes on with what was drawn.
    private static async Task<Decoded> Decode(
        string id, int index, DecodeDto asked, SweepGateway gateway, SweepPresenter presenter, SweepTracking tracking, ModelFiles files, DecoderKeeper decoder, CancellationToken cancellation)
    {
        if (Fault(asked) is { } fault)
        {
            return TypedResults.BadRequest(new ProblemDetails { Title = "no such points", Detail = fault, Status = StatusCodes.Status400BadRequest });
        }

        var view = await gateway.SweepAsync(id, cancellation);
        if (view.Total == 0)
        {
            return SweepsApi.Unknown(id);
        }

        if (index >= view.Total || presenter.Present(view, await gateway.TrialsAsync(id, index, 1, cancellation)).Trials is not [{ State: "finished" } trial])
        {
            return SweepsApi.Refused($"{id} has no finished trial {index}: only a finished trial has weights");
        }

        var overview = await gateway.OverviewAsync(cancellation);
        if (IdleProcessor.Refusal(overview.Nodes, Environment.MachineName) is { } busy)
        {
            return SweepsApi.Refused(busy);
        }

        try
        {
            var weights = await files.FindAsync(tracking.ClientFor(view.TrackingUri), presenter.Present(view, overview), trial, cancellation);
            var decoded = await decoder.AskAsync(new DecodePoints { Weights = weights, Values = { asked.Z!.SelectMany(point => point).Select(value => (float)value) } }, cancellation);
            return decoded.Refusal.Length > 0 ? SweepsApi.Refused(decoded.Refusal) : TypedResults.Bytes(Bytes(decoded), "application/octet-stream");
        }
        catch (RefusalException refusal)
        {
            return SweepsApi.Refused(refusal.Message);
        }
    }

    /// <summary>Why these are no points; null where they are.</summary>
    internal static string? Fault(DecodeDto asked) => asked.Z switch
    {
        null or [] => "no point is given: z is a list of points, each a list of latent values",
        { Count: > MostPoints } points => $"{points.Count} points are too many: {MostPoints} at once",
        var points when points.Any(point => point is null || point.Length == 0 || point.Length != points[0].Length) => "the points must all have the same number of values, at least one",
        var points when points.Any(point => point.Any(value => !float.IsFinite((float)value))) => "every value must be a finite number",
        _ => null,
    };

    /// <summary>Width, height and channels as little-endian int32, then image by image the bytes of its pixels, row by row.</summary>
    private static byte[] Bytes(DecodedPoints decoded)
    {
        var bytes = new byte[12 + decoded.Pixels.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, decoded.Width);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), decoded.Height);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), decoded.Channels);
        decoded.Pixels.CopyTo(bytes, 12);
        return bytes;
    }
}

/// <param name="Z">Points of the latent space.</param>
internal sealed record DecodeDto(IReadOnlyList<double[]>? Z);
