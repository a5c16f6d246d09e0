using Shared.Hosting;

namespace Orchestrator.Operations;

/// <summary>What those who run an orchestrator ask it: <c>/ready</c> and <c>/metrics</c>.</summary>
public static class OperationsHosting
{
    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.AddTelemetry("experiments-orchestrator");
        services.AddSingleton<OrchestratorMeter>().AddSingleton<ClusterCensus>().AddSingleton<CensusGauges>().AddSingleton<Readiness>();
        if (Telemetry.SendsMetrics(Environment.GetEnvironmentVariable))
        {
            services.AddHostedService<CensusTaker>();
        }

        return services;
    }

    /// <summary>Maps <c>/ready</c> and <c>/metrics</c>, beside <c>/health</c>.</summary>
    public static void MapOperations(this WebApplication app)
    {
        _ = app.Services.GetRequiredService<CensusGauges>();
        app.UseWhen(context => context.Request.Path == TelemetryHosting.Metrics, branch => branch.Use(async (context, next) =>
        {
            await context.RequestServices.GetRequiredService<ClusterCensus>().RefreshAsync(context.RequestAborted);
            await next(context);
        }));
        app.MapMetrics();
        app.MapGet("/ready", Readiness.Answer);
    }

    /// <summary>Counts for those to whom metrics are sent; who scrapes has them counted by asking.</summary>
    private sealed class CensusTaker(ClusterCensus census, TimeProvider clock) : BackgroundService
    {
        private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            using var timer = new PeriodicTimer(Every, clock);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await census.RefreshAsync(stoppingToken);
            }
        }
    }
}
