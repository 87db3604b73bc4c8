using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Polydev.Controller.Tenants;

/// <summary>Adds the tenants, their keys and the check of every request.</summary>
internal static class TenantsRegistration
{
    /// <summary>Adds the tenants. Call it after storage was added.</summary>
    public static IServiceCollection AddTenants(this IServiceCollection services)
    {
        services.AddSingleton<TenantDirectory>();
        services.AddSingleton<FirstStart>();
        services.AddHostedService<TenantsHost>();
        return services;
    }

    /// <summary>Puts the key check before the handlers; after routing, so that routes can allow anonymous callers.</summary>
    public static IApplicationBuilder UseCallerAuthentication(this IApplicationBuilder app) => app.UseMiddleware<CallerAuthentication>();
}
