using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace Polydev.Controller.Telemetry;

/// <summary>Exports our meters, the web server's and the runtime's for Prometheus to scrape.</summary>
internal static class TelemetryRegistration
{
    private static readonly double[] Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

    /// <summary>Adds the exporter.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services)
    {
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter("Polydev.Controller", "Polydev.Storage", "Polydev.Egress", "Polydev.Node", "Polydev.Drivers")
            .AddRuntimeInstrumentation()
            .AddMeter("Microsoft.AspNetCore.Server.Kestrel")
            .AddView(instrument => instrument.Unit == "s" ? new ExplicitBucketHistogramConfiguration { Boundaries = Seconds } : null)
            .AddPrometheusExporter());
        return services;
    }
}
