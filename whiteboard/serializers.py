"""Shapes of the board's REST bodies, camelCase as the contract has them."""

from typing import Any

from rest_framework import serializers


class BoardPageSerializer(serializers.Serializer[Any]):
    """`elements` are whole Excalidraw elements, those at the back first; what was deleted is not among them."""

    id = serializers.CharField()
    title = serializers.CharField()
    order = serializers.IntegerField()
    elements = serializers.ListField(child=serializers.DictField())


class WhiteboardSerializer(serializers.Serializer[Any]):
    pages = BoardPageSerializer(many=True)
    activePageId = serializers.CharField(allow_null=True)
    pageCount = serializers.IntegerField()


class VisibilitySerializer(serializers.Serializer[Any]):
    visible = serializers.BooleanField()


class BoardImageRequest(serializers.Serializer[Any]):
    file = serializers.FileField(
        help_text="JPEG, PNG, WebP or GIF of 5 MB and 25 megapixels at most; of an animation the first picture is kept."
    )


class BoardImageResponse(serializers.Serializer[Any]):
    """`fileId` is what an element of type `image` refers to."""

    fileId = serializers.CharField()
    mimeType = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
