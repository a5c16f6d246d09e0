using Orchestrator.Tracking.Artifacts;
using Xunit;

namespace Tests.ObjectStore;

public sealed class ObjectStoreAddressTests
{
    [Theory]
    [InlineData("s3://bucket", "bucket", "", "s3://bucket")]
    [InlineData("s3://my.bucket-1/", "my.bucket-1", "", "s3://my.bucket-1")]
    [InlineData("s3://bucket/lab/one/", "bucket", "lab/one/", "s3://bucket/lab/one")]
    public void A_bucket_and_a_prefix_are_read(string text, string bucket, string prefix, string written)
    {
        var address = ObjectStoreAddress.Parse(text);

        Assert.Equal((bucket, prefix, written), (address.Bucket, address.Prefix, address.ToString()));
    }

    [Theory]
    [InlineData("bucket/lab", "names no bucket")]
    [InlineData("https://key:secret@s3.example.org/bucket", "names no bucket")]
    [InlineData("s3://", "is no bucket's name")]
    [InlineData("s3://Bucket", "'Bucket' is no bucket's name")]
    [InlineData("s3://key:secret@bucket", "is no bucket's name")]
    [InlineData("s3://bucket/../other", "is no prefix")]
    [InlineData("s3://bucket//x", "is no prefix")]
    public void What_is_no_address_is_refused(string text, string reason) => Assert.Contains(reason, ObjectStoreAddress.Fault(text));

    [Fact]
    public void A_key_in_an_address_is_not_repeated() => Assert.DoesNotContain("secret", ObjectStoreAddress.Fault("https://key:secret@s3.example.org/bucket"));
}
