using Amazon.Runtime;
using Amazon.S3;

namespace Orchestrator.Tracking.Artifacts;

/// <summary>How an object store is reached: by the variables that S3's own tools read, and MLflow's for another endpoint.</summary>
public static class ObjectStores
{
    /// <summary>Another store than Amazon's, the first that is set: MinIO, Ceph, a cloud's.</summary>
    public static readonly IReadOnlyList<string> EndpointVariables = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "MLFLOW_S3_ENDPOINT_URL"];

    /// <summary>Where to look when the store does not let us in.</summary>
    public const string Cure = "look at --artifacts, at the keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (or a profile), at AWS_REGION, and at AWS_ENDPOINT_URL_S3 where the store is not Amazon's";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks nobody yet.</summary>
    /// <param name="spool">A folder for large uploads until they are whole.</param>
    internal static ObjectArtifactStore Open(ObjectStoreAddress address, string spool) => new(new AmazonS3Client(Configuration(Environment.GetEnvironmentVariable)), address, spool);

    /// <summary>What a person needs of a store's refusal.</summary>
    internal static string Reason(Exception fault) => fault switch
    {
        AmazonS3Exception { ErrorCode: "NoSuchBucket" } => "there is no such bucket; create it first",
        AmazonServiceException { ErrorCode: { Length: > 0 } code } refused => $"{refused.Message.TrimEnd('.')} ({code})",
        _ => fault.GetBaseException().Message.TrimEnd('.'),
    };

    /// <param name="variable">Reads an environment variable.</param>
    internal static AmazonS3Config Configuration(Func<string, string?> variable)
    {
        var config = new AmazonS3Config
        {
            Timeout = Patience,
            // Stores that are not Amazon's, and older ones of theirs, know no checksums beside the signature's own.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (EndpointVariables.Select(variable).FirstOrDefault(url => !string.IsNullOrWhiteSpace(url)) is { } endpoint)
        {
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = variable("AWS_REGION") ?? variable("AWS_DEFAULT_REGION") ?? "us-east-1";
            // Their buckets seldom have host names of their own.
            config.ForcePathStyle = true;
        }

        return config;
    }
}
