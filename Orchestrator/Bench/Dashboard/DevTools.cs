using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.Bench.Dashboard;

/// <summary>One page of a browser over the Chrome DevTools protocol. One question at a time: what arrives before its answer is passed over.</summary>
internal sealed class DevTools(ClientWebSocket socket) : IDisposable
{
    private int _asked;

    public static async Task<DevTools> ConnectAsync(Uri page, CancellationToken cancellation)
    {
        var socket = new ClientWebSocket();
        try
        {
            await socket.ConnectAsync(page, cancellation);
            return new DevTools(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Calls a method of the protocol.</summary>
    /// <returns>Its result.</returns>
    public async Task<JsonElement> CallAsync(string method, JsonObject parameters, CancellationToken cancellation)
    {
        var id = await AskAsync(method, parameters, cancellation);
        while (true)
        {
            if (DevToolsAnswer.Read(await ReceiveAsync(cancellation)) is { } answer && answer.Id == id)
            {
                return answer.ResultOf(method);
            }
        }
    }

    /// <summary>Evaluates an expression in the page; a promise is awaited.</summary>
    /// <returns>Its value as JSON.</returns>
    public async Task<JsonElement> EvaluateAsync(string expression, CancellationToken cancellation)
    {
        var parameters = new JsonObject { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true };
        return DevToolsAnswer.ValueOf(await CallAsync("Runtime.evaluate", parameters, cancellation));
    }

    public async Task<double> NumberAsync(string expression, CancellationToken cancellation) => (await EvaluateAsync(expression, cancellation)).GetDouble();

    /// <summary>The mouse at a place of the page, in CSS pixels. Answered once the page has dealt with it.</summary>
    public Task MouseAsync(string type, double x, double y, CancellationToken cancellation) =>
        CallAsync("Input.dispatchMouseEvent", Mouse(type, x, y), cancellation);

    /// <summary>The same without waiting for the page, as a hand does.</summary>
    public Task MoveOnAsync(double x, double y, CancellationToken cancellation) =>
        AskAsync("Input.dispatchMouseEvent", Mouse("mouseMoved", x, y), cancellation);

    /// <summary>Seconds of the processor that the page's main thread has used, where they are what <c>Performance.enable</c> was asked for.</summary>
    public async Task<double> MainThreadAsync(CancellationToken cancellation)
    {
        var metrics = (await CallAsync("Performance.getMetrics", [], cancellation)).GetProperty("metrics").EnumerateArray();
        return metrics.First(metric => metric.GetProperty("name").ValueEquals("TaskDuration")).GetProperty("value").GetDouble();
    }

    public void Dispose() => socket.Dispose();

    private static JsonObject Mouse(string type, double x, double y) =>
        new() { ["type"] = type, ["x"] = x, ["y"] = y, ["button"] = "left", ["buttons"] = type == "mouseReleased" ? 0 : 1, ["clickCount"] = 1 };

    // What is not waited for is passed over by the next question.
    private async Task<int> AskAsync(string method, JsonObject parameters, CancellationToken cancellation)
    {
        var question = new JsonObject { ["id"] = ++_asked, ["method"] = method, ["params"] = parameters };
        await socket.SendAsync(Encoding.UTF8.GetBytes(question.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, cancellation);
        return _asked;
    }

    private async Task<byte[]> ReceiveAsync(CancellationToken cancellation)
    {
        using var message = new MemoryStream();
        var buffer = new byte[16_384];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, cancellation);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                throw new RefusalException("the browser closed the page that was being measured");
            }

            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                return message.ToArray();
            }
        }
    }
}
