using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Polydev.Controller.Storage;

namespace Polydev.Controller.Credentials;

/// <summary>Adds the tenants' credentials and the encryption that they are stored under.</summary>
internal static class CredentialsRegistration
{
    /// <summary>Adds the credentials. Call it after storage was added.</summary>
    public static IServiceCollection AddCredentials(this IServiceCollection services)
    {
        // The name is part of every purpose: without it a data directory could not be moved.
        services.AddDataProtection().SetApplicationName("polydev");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(static provider => new ConfigureOptions<KeyManagementOptions>(options =>
            options.XmlRepository = new FileSystemXmlRepository(
                new DirectoryInfo(provider.GetRequiredService<DataDirectory>().Keys), NullLoggerFactory.Instance)));
        // It warns that the key files are not encrypted themselves. They are guarded by the mode of the directory, as the operating guide says.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error));
        services.AddSingleton<CredentialVault>();
        return services;
    }
}
