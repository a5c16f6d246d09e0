using Xunit;

namespace Tests.Tracking;

/// <summary>
/// What MLflow's REST API answers, as data, asked of our server; and of any other when MLFLOW_CONFORMANCE_URI names one.
/// </summary>
public sealed class ConformanceTests
{
    public static TheoryData<string> Names => [.. Conversation.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_server_answers_as_MLflow_does(string conversation)
    {
        if (Environment.GetEnvironmentVariable("MLFLOW_CONFORMANCE_URI") is { Length: > 0 } other)
        {
            using var http = new HttpClient();
            await Conversation.HoldAsync(conversation, new Uri(other), http);
            return;
        }
        await using var server = await TrackingServer.StartAsync();
        await Conversation.HoldAsync(conversation, server.Address, server.Http);
    }
}
