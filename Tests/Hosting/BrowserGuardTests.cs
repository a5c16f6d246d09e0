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
    [InlineData("0.0.0.0", "gpu-head.example", "https://gpu-head.example", true)]
    [InlineData("0.0.0.0", "gpu-head.example", "https://other.example", false)]
    public void Only_programs_and_our_own_pages_are_answered(string listens, string host, string origin, bool answered)
    {
        var request = new DefaultHttpContext().Request;
        request.Scheme = "http";
        request.Host = new HostString(host);
        request.Headers.Origin = origin;

        Assert.Equal(answered, BrowserGuard.Refusal(request, listens, []) is null);
    }

    [Theory]
    [InlineData("GET", "same-origin", "cors", "empty", true)]
    [InlineData("GET", "none", "navigate", "document", true)]
    [InlineData("GET", "cross-site", "navigate", "document", true)]
    [InlineData("GET", "cross-site", "navigate", "iframe", false)]
    [InlineData("GET", "cross-site", "no-cors", "image", false)]
    [InlineData("GET", "same-site", "no-cors", "script", false)]
    [InlineData("POST", "cross-site", "navigate", "document", false)]
    [InlineData("GET", "", "", "", true)]
    public void A_page_elsewhere_can_link_to_ours_and_embed_nothing_of_it(string method, string site, string mode, string destination, bool answered)
    {
        var request = new DefaultHttpContext().Request;
        (request.Method, request.Scheme, request.Host) = (method, "http", new HostString("localhost:5680"));
        (request.Headers["Sec-Fetch-Site"], request.Headers["Sec-Fetch-Mode"], request.Headers["Sec-Fetch-Dest"]) = (site, mode, destination);

        Assert.Equal(answered, BrowserGuard.Refusal(request, "127.0.0.1", []) is null);
    }
}
