using System.Net;
using System.Text.RegularExpressions;
using Tests.CommandLine;
using Tests.Support;
using Xunit;

namespace Tests.Dashboard;

public sealed class DashboardTests
{
    public static TheoryData<string, string> Files => new()
    {
        { "/", "text/html" },
        { "/sweeps/quickstart-1", "text/html" },
        { "/assets/dashboard.js", "text/javascript" },
        { "/assets/dashboard.css", "text/css" },
        { "/assets/dashboard.svg", "image/svg+xml" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Each_file_comes_with_its_type_and_a_strict_policy(string path, string type)
    {
        await using var server = await SweepServer.StartAsync([Some.SweepDto()]);
        using var http = new HttpClient { BaseAddress = server.Address };
        using var response = await http.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
    }

    [Fact]
    public async Task An_unchanged_file_is_not_sent_twice()
    {
        await using var server = await SweepServer.StartAsync([Some.SweepDto()]);
        using var http = new HttpClient { BaseAddress = server.Address };
        using var first = await http.GetAsync("/assets/dashboard.js");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/assets/dashboard.js") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        using var second = await http.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task The_page_holds_nothing_that_its_policy_forbids_and_names_no_other_host()
    {
        await using var server = await SweepServer.StartAsync([Some.SweepDto()]);
        using var http = new HttpClient { BaseAddress = server.Address };
        var page = await http.GetStringAsync("/");
        Assert.DoesNotMatch(new Regex(@"<script(?![^>]*src=)|<style|\son\w+=|\sstyle="), page);
        var all = page + await http.GetStringAsync("/assets/dashboard.js") + await http.GetStringAsync("/assets/dashboard.css");
        Assert.DoesNotMatch(new Regex(@"https?://(?!www\.w3\.org/2000/svg)\w|innerHTML|eval\("), all);
        Assert.All(Regex.Matches(page, "(?:src|href)=\"([^\"]+)\"").Select(match => match.Groups[1].Value), link => Assert.Matches("^[/#]", link));
    }
}
