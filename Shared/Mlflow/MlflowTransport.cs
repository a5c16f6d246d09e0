using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Shared.Mlflow;

/// <summary>Sends requests to a tracking server, with retries, and turns whatever goes wrong into an <see cref="MlflowException"/>.</summary>
internal sealed class MlflowTransport : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private readonly MlflowConnection _connection;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private readonly Uri _api;

    public MlflowTransport(MlflowConnection connection, MlflowClientOptions options, TimeProvider clock, HttpMessageHandler? transport)
    {
        _connection = connection;
        _clock = clock;
        RequestTimeout = options.RequestTimeout;
        _api = new Uri(connection.Address, "api/2.0/mlflow/");
        // Time outs are per try, in the retry handler.
        _http = new HttpClient(MlflowRetry.Around(transport ?? Sockets(connection.Tls), options, clock)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public TimeSpan RequestTimeout { get; }

    public TimeProvider Clock => _clock;

    public Task<TAnswer> PostAsync<TBody, TAnswer>(
        string route, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellation) =>
        CallAsync(JsonRequest(route, body, bodyType), answerType, cancellation);

    public async Task PostAsync<TBody>(string route, TBody body, JsonTypeInfo<TBody> bodyType, CancellationToken cancellation)
    {
        using var response = await SendAsync(JsonRequest(route, body, bodyType), transfer: false, cancellation);
    }

    /// <param name="route">With its query.</param>
    public Task<TAnswer> GetAsync<TAnswer>(string route, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellation) =>
        CallAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(_api, route)), answerType, cancellation);

    /// <summary>The answer is a success; the caller disposes it. <paramref name="transfer"/>: its content is not read yet.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, bool transfer, CancellationToken cancellation)
    {
        using (request)
        {
            MlflowRetry.Begin(request, _clock, transfer);
            // Credentials are the tracking server's; an artifact address may name another host.
            request.Headers.Authorization = request.RequestUri!.Authority == _connection.Address.Authority ? _connection.Authorization : null;
            try
            {
                var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
                return response.IsSuccessStatusCode ? response : throw await RefusalAsync(response, cancellation);
            }
            catch (Exception exception) when (MlflowRetry.IsTransient(exception) && !cancellation.IsCancellationRequested)
            {
                var reason = exception switch
                {
                    HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => $"it does not speak https as it should: {exception.GetBaseException().Message}",
                    HttpRequestException or IOException => exception.GetBaseException().Message,
                    _ => "no answer in time",
                };
                throw new MlflowException(null, "", $"tracking server {_connection} cannot be reached: {reason}", exception);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<TAnswer> CallAsync<TAnswer>(HttpRequestMessage request, JsonTypeInfo<TAnswer> type, CancellationToken cancellation)
    {
        using var response = await SendAsync(request, transfer: false, cancellation);
        await using var content = await response.Content.ReadAsStreamAsync(cancellation);
        try
        {
            return await JsonSerializer.DeserializeAsync(content, type, cancellation) ?? throw new JsonException("null");
        }
        catch (JsonException exception)
        {
            throw new MlflowException(response.StatusCode, "", $"{_connection} does not answer as an MLflow server", exception);
        }
    }

    private HttpRequestMessage JsonRequest<TBody>(string route, TBody body, JsonTypeInfo<TBody> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type));
        content.Headers.ContentType = Json;
        return new HttpRequestMessage(HttpMethod.Post, new Uri(_api, route)) { Content = content };
    }

    private async Task<MlflowException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(cancellation);
            MlflowMessages.Fault? fault = null;
            try
            {
                fault = JsonSerializer.Deserialize(text, MlflowJson.Default.Fault);
            }
            catch (JsonException)
            {
                // A proxy's or a plain web server's page: the status says enough.
            }
            var message = fault?.Message is { Length: > 0 } said ? said : $"{_connection} answered {(int)response.StatusCode} {response.ReasonPhrase}";
            return new MlflowException(response.StatusCode, fault?.ErrorCode ?? "", message) { RetryAfter = MlflowRetry.Asked(response, _clock) };
        }
    }

    private static SocketsHttpHandler Sockets(MlflowTls tls) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        SslOptions = tls.Options(),
        // So that a moved server's new address is noticed.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };
}
