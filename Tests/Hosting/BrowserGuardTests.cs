using Microsoft.AspNetCore.Http;
using Orchestrator.Hosting;
using Xunit;

namespace Tests.Hosting;

public sealed class BrowserGuardTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1:5680", "", true)]
    [InlineData("127.0.0.1", "localhost:5680", "http://localhost:5680", true)]
    [InlineData("127.0.0.1", "[::1]:5680", "", true)]
    [InlineData("127.0.0.1", "localhost:5680", "http://evil.example", false)]
    [InlineData("127.0.0.1", "localhost:5680", "http://localhost:8000", false)]
    [InlineData("127.0.0.1", "localhost:5680", "null", false)]
    [InlineData("127.0.0.1", "rebound.example:5680", "", false)]
    [InlineData("0.0.0.0", "gpu-head:5680", "", true)]
    [InlineData("0.0.0.0", "gpu-head:5680", "http://gpu-head:5680", true)]
    [InlineData("0.0.0.0", "gpu-head:5680", "http://evil.example", false)]
    public void Only_programs_and_our_own_pages_are_answered(string listens, string host, string origin, bool answered)
    {
        var request = new DefaultHttpContext().Request;
        request.Scheme = "http";
        request.Host = new HostString(host);
        request.Headers.Origin = origin;

        Assert.Equal(answered, BrowserGuard.Refusal(request, listens, []) is null);
    }
}
