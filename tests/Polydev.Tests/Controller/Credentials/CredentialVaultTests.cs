using Microsoft.AspNetCore.DataProtection;
using Polydev.Controller.Credentials;
using Polydev.Controller.Tenants;
using Polydev.Tests.Controller.Storage;

namespace Polydev.Tests.Controller.Credentials;

/// <summary>Stored keys outlive a restart, and say so clearly when they cannot be read any more.</summary>
public sealed class CredentialVaultTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_outlives_a_restart()
    {
        var directory = TestStorage.NewDirectory();
        await using (var storage = await OpenAsync(directory))
        {
            await storage.Get<CredentialVault>().SetAsync("default", "openai", "sk-0123456789", Cancelled);
        }

        await using (var storage = await OpenAsync(directory))
        {
            Assert.Equal("sk-0123456789", storage.Get<CredentialVault>().Find("default", "openai"));
        }

        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_key_that_cannot_be_decrypted_is_told_from_one_that_is_missing()
    {
        var directory = TestStorage.NewDirectory();
        await using (var storage = await OpenAsync(directory))
        {
            await storage.Get<CredentialVault>().SetAsync("default", "openai", "sk-0123456789", Cancelled);
        }

        Directory.Delete(Path.Combine(directory, "keys"), recursive: true);
        await using (var storage = await OpenAsync(directory))
        {
            var vault = storage.Get<CredentialVault>();
            Assert.Null(vault.Find("default", "openai"));
            Assert.Equal((409, "credential_unreadable"), (vault.WhyMissing("default", "openai").Status, vault.WhyMissing("default", "openai").Code));
            Assert.Null(vault.List("default")[0].Secret);
            await vault.SetAsync("default", "openai", "sk-new-0123456", Cancelled);
            Assert.Equal("sk-new-0123456", vault.Find("default", "openai"));
        }

        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_row_moved_to_another_tenant_cannot_be_read_there()
    {
        await using var storage = await OpenAsync(null);
        var protection = storage.Get<IDataProtectionProvider>();
        var mine = protection.CreateProtector("polydev.credentials.v1", "default", "openai").Protect([1, 2, 3]);
        Assert.Throws<System.Security.Cryptography.CryptographicException>(
            () => protection.CreateProtector("polydev.credentials.v1", "tnt_b", "openai").Unprotect(mine));
    }

    private static Task<TestStorage> OpenAsync(string? directory) =>
        TestStorage.OpenAsync(directory, services => services.AddTenants().AddCredentials());
}
