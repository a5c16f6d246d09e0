using Orchestrator;
using Orchestrator.Hosting;
using Orchestrator.Hosting.Group;
using Xunit;

namespace Tests.Hosting;

public sealed class GroupRulesTests
{
    private const string Three = "a:1,b:1,c:1";

    [Theory]
    [InlineData("")]
    [InlineData("a:1")]
    [InlineData(Three)]
    [InlineData("10.0.0.7:5681,A:1,[::1]:5681")]
    [InlineData("a:1,b:1,c:1,d:1,e:1")]
    public void An_odd_number_that_names_this_one_is_a_group(string list) => Assert.Empty(Faults(list));

    [Theory]
    [InlineData("a:1,b:1", "two orchestrators are less safe than one")]
    [InlineData("a:1,b:1", "name three")]
    [InlineData("a:1,b:1,c:1,d:1", "4 orchestrators outlive no more losses than 3")]
    [InlineData("b:1,c:1,d:1", "does not name this one, a:1")]
    [InlineData("a:2,b:1,c:1", "does not name this one, a:1")]
    [InlineData("a:1,b:1,B:1", "names b:1 2 times")]
    [InlineData("a:1,b:1,c", "'c' is no HOST:PORT")]
    [InlineData("a:1,b:1,c:0", "'c:0' is no HOST:PORT")]
    [InlineData("a:1,b:1,http://c:1", "is no HOST:PORT")]
    public void What_can_be_no_group_is_refused_with_the_reason(string list, string words) => Assert.Single(Faults(list), fault => fault.Contains(words, StringComparison.Ordinal));

    [Fact]
    public void Several_need_a_journal_and_a_tracking_server_that_outlive_each_of_them()
    {
        Assert.Contains("--journal", Assert.Single(Faults(Three, shared: false)));
        Assert.Contains("--tracking", Assert.Single(Faults(Three, external: false)));
        Assert.Empty(Faults("a:1", shared: false, external: false));
    }

    [Fact]
    public void The_options_say_all_of_it_at_once()
    {
        var options = new OrchestratorOptions { DataFolder = "x", Orchestrators = ["127.0.0.1:5681", "127.0.0.1:5682"] };

        var refusal = Assert.Throws<RefusalException>(() => options.Checked());
        Assert.Equal(3, refusal.Message.Split("; ").Count(part => part.Contains("orchestrators need", StringComparison.Ordinal) || part.StartsWith("two orchestrators", StringComparison.Ordinal)));
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Theory]
    [InlineData("postgres://ada@db.example.org:6543/experiments", "Host=db.example.org;Port=6543;Database=experiments;Username=ada")]
    [InlineData("postgresql://db/experiments?sslmode=require", "Host=db;Database=experiments;SSL Mode=Require")]
    [InlineData("postgres://a%40b@[::1]/x%20y", "Host=::1;Database=x y;Username=a@b")]
    [InlineData("Host=db;Database=experiments;Username=ada", "Host=db;Database=experiments;Username=ada")]
    public void A_journal_is_named_by_an_address_or_by_a_connection_string(string text, string same) =>
        Assert.True(JournalAddress.Parse(text).EquivalentTo(new Npgsql.NpgsqlConnectionStringBuilder(same)), JournalAddress.Parse(text).ConnectionString);

    [Theory]
    [InlineData("postgres://ada:s3cret@db/experiments", "PGPASSWORD")]
    [InlineData("Host=db;Database=experiments;Password=s3cret", "PGPASSWORD")]
    [InlineData("postgres://db", "no database")]
    [InlineData("Database=experiments", "no host")]
    [InlineData("mysql://db/s3cret", "postgres://USER@HOST:PORT/DATABASE")]
    [InlineData("postgres://db/experiments?s3cret", "can't be read")]
    [InlineData("./journal.db", "can't be read")]
    [InlineData("s3cret=db", "can't be read")]
    public void A_journal_that_is_none_is_refused_without_a_word_of_what_was_typed(string text, string words)
    {
        var fault = JournalAddress.Fault(text);

        Assert.Contains(words, fault);
        Assert.DoesNotContain("s3cret", fault);
    }

    private static IReadOnlyList<string> Faults(string list, bool shared = true, bool external = true) =>
        [.. GroupRules.Faults(list.Split(',', StringSplitOptions.RemoveEmptyEntries), "a:1", shared, external)];
}
