using System.Net;
using System.Text;
using Polydev.Controller.Credentials;

namespace Polydev.Tests.Controller.Api;

/// <summary>A provider key goes in, works, and is never seen again: not in an answer, not in a file.</summary>
public sealed class CredentialsApiTests
{
    private const string Planted = "sk-planted-0123456789-secret";

    [Fact]
    public async Task A_key_goes_in_and_never_comes_out()
    {
        await using var api = await TestApi.StartAsync();
        var (status, stored) = await api.SendAsync(HttpMethod.Put, "/v1/credentials/openai", $$"""{"api_key":"{{Planted}}"}""");

        Assert.Equal((HttpStatusCode.OK, "cret"), (status, stored.GetProperty("hint").GetString()));
        Assert.Equal(Planted, api.Get<CredentialVault>().Find("default", "openai"));
        var (_, list) = await api.SendAsync(HttpMethod.Get, "/v1/credentials");
        Assert.Equal(1, list.GetProperty("credentials").GetArrayLength());
        Assert.DoesNotContain(Planted, list.GetRawText() + stored.GetRawText(), StringComparison.Ordinal);
        foreach (var file in System.IO.Directory.EnumerateFiles(api.Directory, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
            Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Planted)) < 0, file);
            Assert.True(bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(Planted)) < 0, file);
        }
    }

    [Fact]
    public async Task A_change_is_found_at_once_and_a_removal_too()
    {
        await using var api = await TestApi.StartAsync();
        var vault = api.Get<CredentialVault>();
        Assert.Null(vault.Find("default", "openai"));
        Assert.Equal("credential_missing", vault.WhyMissing("default", "openai").Code);
        await api.SendAsync(HttpMethod.Put, "/v1/credentials/openai", """{"api_key":"first-key-000"}""");
        Assert.Equal("first-key-000", vault.Find("default", "openai"));
        await api.SendAsync(HttpMethod.Put, "/v1/credentials/openai", """{"api_key":"second-key-00"}""");
        Assert.Equal("second-key-00", vault.Find("default", "openai"));

        Assert.Equal(HttpStatusCode.NoContent, (await api.SendAsync(HttpMethod.Delete, "/v1/credentials/openai")).Status);
        Assert.Null(vault.Find("default", "openai"));
        Assert.Equal(HttpStatusCode.NotFound, (await api.SendAsync(HttpMethod.Delete, "/v1/credentials/openai")).Status);
    }

    [Fact]
    public async Task A_tenant_has_only_its_own_keys_and_takes_them_with_it()
    {
        await using var api = await TestApi.StartAsync();
        var key = await api.MakeTenantAsync("tnt_a");
        await api.SendAsync(HttpMethod.Put, "/v1/credentials/openai", """{"api_key":"key-of-tenant-a"}""", key);
        Assert.Null(api.Get<CredentialVault>().Find("default", "openai"));
        Assert.Equal("key-of-tenant-a", api.Get<CredentialVault>().Find("tnt_a", "openai"));

        await api.SendAsync(HttpMethod.Delete, "/v1/tenants/tnt_a");
        await api.SendAsync(HttpMethod.Post, "/v1/tenants", """{"id":"tnt_a","name":"again"}""");
        Assert.Null(api.Get<CredentialVault>().Find("tnt_a", "openai"));
    }

    [Theory]
    [InlineData("openai", """{"api_key":""}""", "api_key")]
    [InlineData("openai", """{"api_key":"sk two"}""", "api_key")]
    [InlineData("openai", """{"api_key":"sk-\n"}""", "api_key")]
    [InlineData("openai", """{"api_key":"schlüssel"}""", "api_key")]
    [InlineData("openai", "{}", "api_key")]
    [InlineData("opneai", """{"api_key":"sk"}""", "provider")]
    [InlineData("Open%20AI", """{"api_key":"sk"}""", "provider")]
    public async Task A_bad_key_or_provider_is_named_and_not_quoted(string provider, string body, string field)
    {
        await using var api = await TestApi.StartAsync();
        var (status, problem) = await api.SendAsync(HttpMethod.Put, "/v1/credentials/" + provider, body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(field, TestApi.FaultyFields(problem));
        Assert.DoesNotContain("sk two", problem.GetRawText(), StringComparison.Ordinal);
    }
}
