using System.Net;
using System.Text.RegularExpressions;
using Orchestrator.Dashboard;
using Tests.CommandLine;
using Tests.Support;
using Xunit;

namespace Tests.Dashboard;

public sealed class DashboardTests
{
    private static readonly PageFiles Page = PageFiles.Of(typeof(PageFiles).Assembly);

    [Theory]
    [InlineData("/")]
    [InlineData("/cluster")]
    [InlineData("/sweeps/quickstart-1")]
    [InlineData("/sweeps/quickstart-1/trials/3")]
    public async Task Every_address_of_the_page_answers_with_the_page_and_a_strict_policy(string path)
    {
        await using var server = await SweepServer.StartAsync([Some.SweepDto()]);
        using var http = new HttpClient { BaseAddress = server.Address };
        using var response = await http.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.CacheControl?.NoCache);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
    }

    [Fact]
    public async Task Every_file_comes_with_its_type_and_is_kept_for_ever()
    {
        SkipWithoutPage();
        await using var server = await SweepServer.StartAsync([Some.SweepDto()]);
        using var http = new HttpClient { BaseAddress = server.Address };
        foreach (var file in Page.All.Where(file => file.Path.StartsWith("assets/", StringComparison.Ordinal)))
        {
            using var response = await http.GetAsync($"/{file.Path}");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(
                Path.GetExtension(file.Path) switch { ".js" => "text/javascript", ".css" => "text/css", ".svg" => "image/svg+xml", var other => other },
                response.Content.Headers.ContentType?.MediaType);
            Assert.Contains("immutable", response.Headers.CacheControl?.ToString());
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        }

        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/assets/none.js")).StatusCode);
    }

    [Fact]
    public async Task A_compressed_file_is_the_same_file()
    {
        SkipWithoutPage();
        await using var server = await SweepServer.StartAsync([Some.SweepDto()]);
        using var plain = new HttpClient { BaseAddress = server.Address };
        using var handler = new HttpClientHandler { AutomaticDecompression = DecompressionMethods.GZip };
        using var compressed = new HttpClient(handler) { BaseAddress = server.Address };
        var script = Page.All.First(file => file.Path.EndsWith(".js", StringComparison.Ordinal)).Path;
        Assert.Equal(await plain.GetByteArrayAsync($"/{script}"), await compressed.GetByteArrayAsync($"/{script}"));
        using var ask = new HttpRequestMessage(HttpMethod.Get, $"/{script}") { Headers = { AcceptEncoding = { new("gzip") } } };
        using var answer = await plain.SendAsync(ask);
        Assert.Equal("gzip", Assert.Single(answer.Content.Headers.ContentEncoding));
    }

    [Fact]
    public async Task An_unchanged_page_is_not_sent_twice()
    {
        await using var server = await SweepServer.StartAsync([Some.SweepDto()]);
        using var http = new HttpClient { BaseAddress = server.Address };
        using var first = await http.GetAsync("/");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        using var second = await http.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task The_page_holds_nothing_that_its_policy_forbids_and_asks_no_other_host()
    {
        await using var server = await SweepServer.StartAsync([Some.SweepDto()]);
        using var http = new HttpClient { BaseAddress = server.Address };
        var page = await http.GetStringAsync("/");
        Assert.DoesNotMatch(new Regex(@"<script(?![^>]*src=)|<style|\son\w+=|\sstyle="), page);
        Assert.All(Regex.Matches(page, "(?:src|href)=\"([^\"]+)\"").Select(match => match.Groups[1].Value), link => Assert.Matches("^[/#]", link));
        foreach (var file in Page.All.Where(file => file.Path.EndsWith(".js", StringComparison.Ordinal) || file.Path.EndsWith(".css", StringComparison.Ordinal)))
        {
            Assert.DoesNotMatch(new Regex(@"https?://(?!www\.w3\.org/)\w|\beval\(|new Function\("), await http.GetStringAsync($"/{file.Path}"));
        }
    }

    [Fact]
    public void The_page_is_light() => Assert.InRange(Page.All.Sum(file => file.Weight), 0, 300 * 1024);

    private static void SkipWithoutPage() => Assert.SkipUnless(Page.Built, "the page is not built: npm is missing");
}
