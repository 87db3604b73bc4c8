using Microsoft.Extensions.DependencyInjection;

namespace Polydev.Controller.Usage;

/// <summary>Adds prices, usage figures and spend limits.</summary>
internal static class UsageRegistration
{
    /// <summary>Adds them. Call it after storage was added.</summary>
    public static IServiceCollection AddUsage(this IServiceCollection services)
    {
        services.AddSingleton(static provider => PriceFileReader.Read(provider.GetRequiredService<ControllerOptions>().PriceFile));
        services.AddSingleton<SpendLedger>();
        services.AddHostedService<UsageHost>();
        return services;
    }
}
